using System.Text;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.Tests.AgentService.Sandboxes;

public abstract partial class SandboxConformance
{
    [Fact]
    public async Task A_program_is_spoken_to_through_its_input_and_output_and_gets_its_secrets_from_nowhere_else()
    {
        await using var host = await HostAsync();
        const string script = "while IFS= read -r line; do [ \"$line\" = end ] && break; echo \"$TOKEN: $line\"; done; head -c 3000000 /dev/zero; echo; echo it failed >&2; exit 3";
        var request = new PipeRequest(["/bin/sh", "-c", script]) { Secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["TOKEN"] = "a secret = 'x'" } };
        var sandbox = host.NewSandbox();
        var started = await sandbox.OpenPipeAsync(request, Token);
        Assert.Null(started.Problem);
        await using var pipe = started.Pipe!;
        using var reader = new StreamReader(pipe.Output, Encoding.UTF8);

        await TellAsync(pipe, "первая");
        Assert.Equal("a secret = 'x': первая", await reader.ReadLineAsync(Token));
        Assert.DoesNotContain(CommandLines(), line => line.Contains("a secret = ", StringComparison.Ordinal));
        await TellAsync(pipe, "second");
        Assert.Equal("a secret = 'x': second", await reader.ReadLineAsync(Token));
        await TellAsync(pipe, "end");
        Assert.Equal(new string('\0', 3_000_000), await reader.ReadLineAsync(Token));
        Assert.Equal("\nit failed\n", await reader.ReadToEndAsync(Token));
        await pipe.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token);

        var command = await sandbox.ExecuteAsync(Shell("env"), null, Token);
        Assert.DoesNotContain("a secret", command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_ends_a_program_ends_what_it_started()
    {
        await using var host = await HostAsync();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        var pipe = (await host.NewSandbox().OpenPipeAsync(new PipeRequest(["/bin/sh", "-c", $"(sleep 600; : {marker}) & echo up; sleep 600; : {marker}"]), Token)).Pipe!;
        using (var reader = new StreamReader(pipe.Output, Encoding.UTF8, leaveOpen: true))
            Assert.Equal("up", await reader.ReadLineAsync(Token));

        await pipe.DisposeAsync();

        await GoneAsync(marker);
    }

    private static async Task TellAsync(SandboxPipe pipe, string line)
    {
        await pipe.Input.WriteAsync(Encoding.UTF8.GetBytes($"{line}\n"), Token);
        await pipe.Input.FlushAsync(Token);
    }
}
