using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs the entry point of an AppHost up to its call of <c>Build</c> and hands its builder to a test. The entry point is
/// ended there by an exception, as EF Core's tools do with an application's host.
/// </summary>
internal sealed class AppHostInterception(string appHostDirectory, string[] arguments, IReadOnlyDictionary<string, string?> settings)
{
    private static readonly AsyncLocal<AppHostInterception?> Ambient = new();
    private DistributedApplicationBuilder? _builder;

    public static AppHostInterception? Current => Ambient.Value;

    public string AppHostDirectory { get; } = appHostDirectory;

    public string[] Arguments { get; } = arguments;

    public IReadOnlyDictionary<string, string?> Settings { get; } = settings;

    public bool IsHandedOver => _builder is not null;

    /// <exception cref="DistributedApplicationException">The entry point ended without building an application.</exception>
    public DistributedApplicationBuilder Run(Assembly appHost)
    {
        Ambient.Value = this;
        try
        {
            object?[] parameters = appHost.EntryPoint!.GetParameters().Length == 0 ? [] : [Array.Empty<string>()];
            appHost.EntryPoint.Invoke(obj: null, parameters);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is HandedOverException)
        {
            return _builder!;
        }
        finally
        {
            Ambient.Value = null;
        }

        throw new DistributedApplicationException($"{appHost.GetName().Name} ended without building an application.");
    }

    public void HandOver(DistributedApplicationBuilder builder)
    {
        _builder = builder;
        throw new HandedOverException();
    }

    private sealed class HandedOverException : Exception;
}
