using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.State;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>A parameter whose value must be in the configuration as <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => Configured(builder, name) ?? throw new DistributedApplicationException(
            $"The parameter '{name}' has no value. Set the environment variable Parameters__{name}, or give it a default in AppHost.cs."), secret));

    /// <summary>A parameter with a fixed default.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false)
    {
        _ = publishValueAsDefault; // for manifests, which this engine does not write
        return builder.AddResource(new ParameterResource(name, _ => Configured(builder, name) ?? value, secret));
    }

    /// <summary>A parameter with a generated default. This engine keeps every generated value in the data folder, as <paramref name="persist"/> asks.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        _ = persist;
        return builder.AddResource(CreateGenerated(builder, name, value, secret));
    }

    internal static ParameterResource CreateGenerated(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret) =>
        new(name, _ => Configured(builder, name) ?? GeneratedSecrets.In(DataFolder.Resolve(builder.Configuration)).GetOrCreate(name, value.GetDefaultValue), secret) { Default = value };

    internal static ParameterResource DefaultPassword(IDistributedApplicationBuilder builder, string resource) =>
        CreateGenerated(builder, $"{resource}-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true);

    private static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"] is { Length: > 0 } value ? value : null;
}
