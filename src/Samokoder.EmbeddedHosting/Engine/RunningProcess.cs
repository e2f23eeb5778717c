using Samokoder.EmbeddedHosting.Processes;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>A process that is on the list of this data folder as long as it runs.</summary>
internal sealed class RunningProcess : IRunningResource
{
    private readonly ManagedProcess _process;
    private readonly ProcessRegistry _registry;
    private readonly string _id;

    private RunningProcess(string id, ManagedProcess process, ProcessRegistry registry)
    {
        (_id, _process, _registry) = (id, process, registry);
    }

    public int? Pid => _process.Pid;

    public Task<int> Exited => _process.Exited;

    /// <exception cref="ResourceStartException">The command is missing or may not be run.</exception>
    public static async Task<RunningProcess> StartAsync(ResourceContext context, ProcessSpec spec)
    {
        try
        {
            var process = await ManagedProcess.StartAsync(spec, line => context.Log(line));
            if (process.Identity is { } identity)
                context.Processes.Add(context.Id, identity, spec.StopSignal);
            return new RunningProcess(context.Id, process, context.Processes);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new ResourceStartException($"{spec.Command} cannot be run in {spec.WorkingDirectory}: {exception.Message}", exception);
        }
    }

    public Task StopAsync() => _process.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _registry.Remove(_id);
    }
}
