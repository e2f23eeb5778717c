using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The variables by which a service finds another one.</summary>
internal static class ServiceDiscovery
{
    public static void Inject(IDictionary<string, object> environment, IResource resource, EndpointAnnotation endpoint)
    {
        var urls = endpoint.AllocatedPorts.Select(port => string.Create(CultureInfo.InvariantCulture, $"{endpoint.UriScheme}://localhost:{port}")).ToList();
        for (var replica = 0; replica < urls.Count; replica++)
            environment[string.Create(CultureInfo.InvariantCulture, $"services__{resource.Name}__{endpoint.Name}__{replica}")] = urls[replica];
        if (urls.Count > 0)
            environment[VariableName(resource.Name, endpoint.Name)] = urls[0];
    }

    private static string VariableName(string resource, string endpoint) => $"{resource}_{endpoint}".Replace('-', '_').ToUpperInvariant();
}
