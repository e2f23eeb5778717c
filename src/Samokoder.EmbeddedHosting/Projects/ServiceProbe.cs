using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.Engine;

namespace Samokoder.EmbeddedHosting.Projects;

/// <summary>Health of a process: its HTTP checks when it has some, otherwise that it accepts connections.</summary>
internal static class ServiceProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // One connection per probe would leave hundreds of sockets in TIME_WAIT; the pool keeps one per service.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Limit };

    public static async Task<string?> ProbeAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        var checks = instance.Resource.Annotations.OfType<HttpHealthCheckAnnotation>().ToList();
        foreach (var check in checks)
        {
            var endpoint = instance.Endpoints.First(e => string.Equals(e.Name, check.EndpointName, StringComparison.OrdinalIgnoreCase));
            if (await GetAsync(instance.Port(endpoint), check, cancellationToken) is { } problem)
                return problem;
        }

        return checks.Count == 0 && instance.Endpoints.FirstOrDefault() is { } first
            ? await ConnectAsync(instance.Port(first), cancellationToken)
            : null;
    }

    private static async Task<string?> GetAsync(int port, HttpHealthCheckAnnotation check, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}{check.Path}")), cancellationToken);
            return (int)response.StatusCode == check.StatusCode
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"GET {check.Path} answers {(int)response.StatusCode}.");
        }
        catch (HttpRequestException)
        {
            return $"GET {check.Path}: no connection yet.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"GET {check.Path} has not answered within {Limit.TotalSeconds} s.");
        }
    }

    private static async Task<string?> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("localhost", port, cancellationToken);
            return null;
        }
        catch (SocketException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Port {port} does not answer yet.");
        }
    }
}
