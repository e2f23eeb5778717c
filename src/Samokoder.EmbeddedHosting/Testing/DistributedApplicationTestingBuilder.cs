using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.State;

namespace Aspire.Hosting.Testing;

/// <summary>A builder in the hands of a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Starts the whole model in the test's process: free ports instead of the model's, no dashboard, and a data folder of its
/// own under the temporary folder unless an argument (<c>--Samokoder:DataPath=…</c>) names one.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Takes the model of an AppHost project.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <inheritdoc cref="CreateAsync{TEntryPoint}(CancellationToken)"/>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        var metadata = Activator.CreateInstance<TEntryPoint>() as IProjectMetadata;
        var folder = Path.GetDirectoryName(metadata?.ProjectPath) ?? AppContext.BaseDirectory;
        var interception = new AppHostInterception(folder, args, Settings(args));
        return Task.FromResult<IDistributedApplicationTestingBuilder>(interception.Run(typeof(TEntryPoint).Assembly));
    }

    /// <summary>Starts with an empty model.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var builder = DistributedApplicationBuilder.Create(args);
        foreach (var (key, value) in Settings(args))
            builder.Configuration[key] = value;
        return builder;
    }

    private static Dictionary<string, string?> Settings(string[] args)
    {
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
        Default(EngineOptions.RandomizePortsKey, "true");
        Default(EngineOptions.DashboardKey, "false");
        Default(DataFolder.PathKey, Path.Combine(Path.GetTempPath(), $"samokoder-test-{Guid.CreateVersion7():N}"));
        return settings;

        void Default(string key, string value)
        {
            if (!args.Any(a => a.StartsWith($"--{key}=", StringComparison.OrdinalIgnoreCase)))
                settings[key] = value;
        }
    }
}
