using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>The connection to the container engine (Docker's API, which Podman speaks too).</summary>
internal sealed class ContainerEngine : IDisposable
{
    private const string DefaultSocket = "unix:///var/run/docker.sock";
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(3);

    private readonly DockerClientConfiguration configuration;

    public ContainerEngine(IOptions<SandboxOptions> options)
    {
        Address = new[] { options.Value.DockerHost, Environment.GetEnvironmentVariable("DOCKER_HOST"), DefaultSocket }.First(a => !string.IsNullOrEmpty(a))!;
        configuration = new DockerClientConfiguration(new Uri(Address), defaultTimeout: TimeSpan.FromMinutes(2));
        Client = configuration.CreateClient();
    }

    public string Address { get; }

    public DockerClient Client { get; }

    public IContainerOperations Containers => Client.Containers;

    public IExecOperations Exec => Client.Exec;

    /// <summary>Null when it answers; otherwise what to do.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerTime);
        try
        {
            await Client.System.PingAsync(timeout.Token);
            return null;
        }
        catch (Exception e) when (IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return $"No container engine answers at {Address} ({Reason(e)}). Start Docker, give the user that runs Samokoder access to its socket, or set Sandbox:DockerHost; or choose another Sandbox:Provider.";
        }
    }

    /// <summary>What a call to the engine throws when the engine or the way to it is at fault.</summary>
    public static bool IsFailure(Exception e) =>
        e is DockerApiException or HttpRequestException or IOException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException;

    public static string Reason(Exception e) => e switch
    {
        DockerApiException api => string.IsNullOrWhiteSpace(api.ResponseBody) ? $"status {(int)api.StatusCode}" : api.ResponseBody.Trim(),
        OperationCanceledException => "no answer in time",
        _ => (e.InnerException ?? e).Message,
    };

    /// <summary>Kills and removes it with its anonymous volumes. Nothing happens when it is gone already.</summary>
    public async Task RemoveAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            await Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken);
        }
        catch (DockerApiException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict)
        {
            // Gone, or being removed by somebody else: what was asked for is or becomes so.
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        configuration.Dispose();
    }
}
