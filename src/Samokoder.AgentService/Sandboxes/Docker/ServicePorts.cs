namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>Ports of services: those of one project share a loopback, so no two may have the same.</summary>
internal sealed class ServicePorts
{
    private const int First = 5173;

    private readonly Lock gate = new();
    private readonly HashSet<(Guid Project, int Port)> taken = [];

    public int Take(Guid projectId)
    {
        lock (gate)
        {
            var port = First;
            while (!taken.Add((projectId, port)))
                port++;
            return port;
        }
    }

    /// <summary>False when this process has given it to a service already.</summary>
    public bool TryTake(Guid projectId, int port)
    {
        lock (gate)
            return taken.Add((projectId, port));
    }

    public void Return(Guid projectId, int port)
    {
        lock (gate)
            taken.Remove((projectId, port));
    }
}
