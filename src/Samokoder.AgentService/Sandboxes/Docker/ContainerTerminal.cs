using Docker.DotNet.Models;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>A shell in a container, on a terminal of the engine's.</summary>
internal sealed class ContainerTerminal : ISandboxTerminal
{
    private readonly ContainerEngine engine;
    private readonly ContainerProcess process;

    public ContainerTerminal(ContainerEngine engine, ContainerProcess process)
    {
        this.engine = engine;
        this.process = process;
        Completion = WaitAsync();
    }

    public Task<int> Completion { get; }

    public string? Problem => process.Problem;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => process.Output.ReadAsync(buffer, cancellationToken);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var bytes = input.ToArray();
        await process.Frames.WriteAsync(bytes, 0, bytes.Length, cancellationToken);
    }

    public Task ResizeAsync(int columns, int rows, CancellationToken cancellationToken) =>
        engine.Exec.ResizeContainerExecTtyAsync(process.Exec, new ContainerResizeParameters { Width = columns, Height = rows }, cancellationToken);

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }
}
