using System.Text;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>Terminals in a sandbox.</summary>
public abstract partial class SandboxConformance
{
    [Fact]
    public async Task A_terminal_has_a_size_echoes_and_obeys_its_keys()
    {
        await using var host = await HostAsync();
        var opened = await host.NewSandbox().OpenTerminalAsync(new TerminalRequest(100, 30), Token);
        Assert.Null(opened.Problem);
        await using var terminal = opened.Terminal!;

        await TypeAsync(terminal, "stty size; echo $((6*7))-done\n");
        await ShownAsync(terminal, "30 100", "42-done");
        await terminal.ResizeAsync(120, 40, Token);
        await TypeAsync(terminal, "stty size; echo $((6*8))-done\n");
        await ShownAsync(terminal, "40 120", "48-done");
        await TypeAsync(terminal, "sed -u s/down/up/\n54-down\n"); // not a shell: dash loses a Ctrl+C that comes just before its exec
        await ShownAsync(terminal, "54-up");
        await TypeAsync(terminal, "\u0003"); // Ctrl+C; the kernel throws away what was typed before it came through.
        await ShownAsync(terminal, "^C");
        await TypeAsync(terminal, "\n\necho $((6*9))-done\n");
        await ShownAsync(terminal, "54-done");
        await TypeAsync(terminal, "exit 3\n");
        while (await terminal.ReadAsync(new byte[4096], Token) > 0)
            Assert.False(Token.IsCancellationRequested);
        Assert.Equal(3, await terminal.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token));
    }

    [Fact]
    public async Task Closing_a_terminal_ends_what_runs_in_it()
    {
        await using var host = await HostAsync();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        var terminal = (await host.NewSandbox().OpenTerminalAsync(new TerminalRequest(80, 24), Token)).Terminal!;
        await TypeAsync(terminal, $"echo $((6*7))-up; sh -c 'sleep 600; : {marker}'\n");
        await ShownAsync(terminal, "42-up");
        await terminal.DisposeAsync();
        await GoneAsync(marker);
    }

    private static async Task TypeAsync(ISandboxTerminal terminal, string text) => await terminal.WriteAsync(Encoding.UTF8.GetBytes(text), Token);

    /// <summary>Reads until all of it was shown.</summary>
    private static async Task ShownAsync(ISandboxTerminal terminal, params string[] texts)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        var shown = new StringBuilder();
        var buffer = new byte[4096];
        while (!texts.All(text => shown.ToString().Contains(text, StringComparison.Ordinal)))
        {
            var reading = terminal.ReadAsync(buffer, deadline.Token).AsTask();
            if (await Task.WhenAny(reading, Task.Delay(Timeout.Infinite, deadline.Token)) != reading || await reading is not (> 0 and var count))
                throw new InvalidOperationException($"The terminal ended or went silent. It showed: {shown}");
            shown.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }
}
