using System.Buffers;
using System.Diagnostics;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>Runs a host command line to its end: bounded output, timeout, cancellation. What providers build on.</summary>
internal static class ProcessRunner
{
    /// <summary>How long output may still come after the end; by then every process that could write is dead.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    /// <summary>Characters passed on live; beyond, a reader sees the end of the output when the command is done.</summary>
    private const int LiveChars = 1 << 20;

    /// <returns>The result, and what the launcher itself wrote to its standard error.</returns>
    public static Task<(ExecResult Result, string Error)> RunAsync(
        ChildCommand command, ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken) =>
        RunAsync(async () => await ChildProcess.StartAsync(command), request, onOutput, cancellationToken);

    /// <inheritdoc cref="RunAsync(ChildCommand, ExecRequest, Func{string, CancellationToken, ValueTask}?, CancellationToken)"/>
    public static async Task<(ExecResult Result, string Error)> RunAsync(
        Func<Task<ISandboxProcess>> start, ExecRequest request, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        await using var process = await start();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(request.Timeout);

        var output = new BoundedOutput(request.MaxOutputChars);
        var error = new BoundedOutput(8192);
        using var drain = new CancellationTokenSource();
        var reading = Task.WhenAll(
            PumpAsync(process.Output, output, Live(onOutput), drain.Token), PumpAsync(process.Error, error, null, drain.Token));

        var (timedOut, stopped) = await WaitAsync(process, request.Watch, timeout.Token);
        drain.CancelAfter(DrainTime);
        await reading;
        cancellationToken.ThrowIfCancellationRequested();

        var result = new ExecResult(
            timedOut ? ExecStatus.TimedOut : ExecStatus.Exited, timedOut ? null : process.ExitCode,
            output.ToString(), output.Total, output.Truncated, clock.Elapsed, stopped ?? process.Problem);
        return (result, error.ToString());
    }

    /// <summary>Reads to the end, passing on whole characters.</summary>
    public static Task CollectAsync(Stream stream, BoundedOutput output, Action<string> onOutput, CancellationToken cancellationToken)
    {
        return PumpAsync(stream, output, Forward, cancellationToken);

        ValueTask Forward(string text, CancellationToken token)
        {
            onOutput(text);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Reads to the end, passing on whole characters; waits for the reader of each piece.</summary>
    public static async Task PumpAsync(
        Stream stream, BoundedOutput output, Func<string, CancellationToken, ValueTask>? onOutput, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16_384);
        try
        {
            int count;
            do
            {
                count = await stream.ReadAsync(buffer, cancellationToken);
                var text = output.Append(buffer.AsSpan(0, count), flush: count == 0);
                if (onOutput is not null && text.Length > 0)
                    await onOutput(text, cancellationToken);
            }
            while (count > 0);
        }
        catch (OperationCanceledException)
        {
            // The time to drain is over; what was read stands.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Stops passing on after <see cref="LiveChars"/>.</summary>
    private static Func<string, CancellationToken, ValueTask>? Live(Func<string, CancellationToken, ValueTask>? onOutput)
    {
        if (onOutput is null)
            return null;
        var passed = 0;
        return (text, token) =>
        {
            if (passed > LiveChars)
                return ValueTask.CompletedTask;
            passed += text.Length;
            return onOutput(text, token);
        };
    }

    /// <returns>Whether its time was over, and the sentence of the watch that ended it.</returns>
    private static async Task<(bool TimedOut, string? Stopped)> WaitAsync(
        ISandboxProcess process, Func<CancellationToken, Task<string>>? watch, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var exit = process.WaitForExitAsync(cancellationToken);
        var stop = watch?.Invoke(watching.Token);
        try
        {
            if (stop is null || await Task.WhenAny(exit, stop) == exit || !stop.IsCompletedSuccessfully)
            {
                await exit;
                return (false, null);
            }
            await KillAsync(process);
            return (false, await stop);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(process);
            return (true, null);
        }
        finally
        {
            await watching.CancelAsync();
        }
    }

    private static async Task KillAsync(ISandboxProcess process)
    {
        await process.KillAsync();
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
