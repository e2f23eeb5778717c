using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Computes the variables that a process gets in addition to ours.</summary>
internal static class EnvironmentBuilder
{
    private static readonly string[] SecretWords = ["PASSWORD", "SECRET", "TOKEN", "KEY", "CONNECTIONSTRING"];

    public static async Task<IReadOnlyList<EnvironmentVariable>> BuildAsync(ResourceContext context, CancellationToken cancellationToken)
    {
        Dictionary<string, object> values = new(StringComparer.Ordinal);
        AddTelemetry(context, values);
        if (context.Instance.Resource is ProjectResource)
            AddAspNetCore(context, values);
        AddPorts(context, values);
        var callbackContext = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(), context.Instance.Resource, values, cancellationToken);
        foreach (var annotation in context.Instance.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(callbackContext);
        return await ResolveAsync(values, cancellationToken);
    }

    private static void AddTelemetry(ResourceContext context, Dictionary<string, object> values)
    {
        values["OTEL_SERVICE_NAME"] = context.Instance.Resource.Name;
        values["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={context.Id}-{Guid.CreateVersion7():N}";
    }

    private static void AddAspNetCore(ResourceContext context, Dictionary<string, object> values)
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Development";
        values["ASPNETCORE_ENVIRONMENT"] = environment;
        values["DOTNET_ENVIRONMENT"] = environment;
        values["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        values["Logging__Console__FormatterName"] = "simple";
        var urls = context.Instance.Endpoints.Where(e => e is { UriScheme: "http", TargetPortEnvironmentVariable: null }).Select(e => ListenUrl(context, e));
        values["ASPNETCORE_URLS"] = string.Join(';', urls);
    }

    /// <summary>Loopback, always: health checks and other services come that way. A configured address is added for external endpoints.</summary>
    private static string ListenUrl(ResourceContext context, EndpointAnnotation endpoint)
    {
        var port = context.Instance.Port(endpoint);
        var local = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
        if (!endpoint.IsExternal || context.Configuration["Samokoder:BindAddress"] is not { Length: > 0 } address)
            return local;
        var configured = string.Create(CultureInfo.InvariantCulture, $"http://{address}:{port}");
        return address is "0.0.0.0" or "[::]" or "*" ? configured : $"{local};{configured}";
    }

    private static void AddPorts(ResourceContext context, Dictionary<string, object> values)
    {
        foreach (var endpoint in context.Instance.Endpoints)
        {
            if (endpoint.TargetPortEnvironmentVariable is { } variable)
                values[variable] = context.Instance.Port(endpoint).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static async Task<IReadOnlyList<EnvironmentVariable>> ResolveAsync(Dictionary<string, object> values, CancellationToken cancellationToken)
    {
        List<EnvironmentVariable> variables = [];
        foreach (var (name, value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var text = value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : value.ToString();
            variables.Add(new EnvironmentVariable(name, text ?? "", IsSecret(name, value)));
        }

        return variables;
    }

    private static bool IsSecret(string name, object value) => value switch
    {
        ParameterResource parameter => parameter.Secret,
        IResourceWithConnectionString => true,
        ReferenceExpression expression => expression.ValueProviders.Any(p => IsSecret(name, p)),
        _ => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)),
    };
}
