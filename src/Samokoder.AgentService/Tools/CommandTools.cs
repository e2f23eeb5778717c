using System.ComponentModel;
using System.Globalization;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Tools;

/// <summary>Commands in the project's sandbox.</summary>
/// <param name="onOutput">Sees the output as it comes, for the live view.</param>
internal sealed class CommandTools(ISandbox sandbox, Func<string, CancellationToken, ValueTask> onOutput)
{
    private const int MaxOutputChars = 12_000;
    private const int DefaultTimeoutSeconds = 120;
    private const int MaxTimeoutSeconds = 600;

    [KernelFunction("run_command"), AgentTool(ToolEffect.Once, "command")]
    [Description("Runs a shell command in the workspace and waits for its end. Not for servers: use start_preview. There is no interactive input.")]
    public async Task<ToolResult> RunAsync(
        [Description("The command line, for bash.")] string command,
        [Description("Seconds after which it is killed; at most 600.")] int timeoutSeconds = DefaultTimeoutSeconds,
        CancellationToken cancellationToken = default)
    {
        var request = ExecRequest.Shell(command) with
        {
            Timeout = TimeSpan.FromSeconds(Math.Clamp(timeoutSeconds, 1, MaxTimeoutSeconds)), MaxOutputChars = MaxOutputChars,
        };
        var result = await sandbox.ExecuteAsync(request, onOutput, cancellationToken);
        return result.Status switch
        {
            ExecStatus.Exited => Exited(result),
            ExecStatus.TimedOut => ToolResult.Error(
                string.Create(CultureInfo.InvariantCulture, $"the command was killed after {request.Timeout.TotalSeconds:0} s. Its output:\n{result.Output}"), result.Output) with
            {
                Summary = "timed out",
            },
            _ => ToolResult.Error(result.Problem ?? "the sandbox did not start."),
        };
    }

    private static ToolResult Exited(ExecResult result)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}\n{result.Output}{(result.Problem is null ? "" : $"\n{result.Problem}")}");
        var outcome = result.ExitCode == 0 ? ToolOutcome.Succeeded : ToolOutcome.Failed;
        return new ToolResult(outcome, text, $"exit code {result.ExitCode}", result.Output);
    }
}
