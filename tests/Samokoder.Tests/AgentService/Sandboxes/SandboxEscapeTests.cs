using System.Net;
using System.Net.Sockets;
using System.Text;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>What code in a sandbox must not be able to do. Generated code is hostile until shown otherwise.</summary>
public sealed class SandboxEscapeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cat /etc/shadow")]
    [InlineData("ls /root")]
    [InlineData("ls /home /var/lib /srv /mnt /media 2>/dev/null | grep -v -x -E '/home:|user|'")]
    [InlineData("cat /proc/1/environ | tr '\\0' '\\n' | grep -v -E '^(PATH|HOME|USER|LANG|TERM|TMPDIR|NODE_EXTRA_CA_CERTS|PWD|SHLVL|OLDPWD|_)='")]
    [InlineData("ls -d /sys/fs/cgroup /sys/kernel")]
    [InlineData("ls /run/docker.sock /var/run/docker.sock /run/postgresql /run/systemd /run/dbus")]
    [InlineData("touch /usr/x /etc/x /bin/x /x /opt/samokoder/x")]
    [InlineData("mount -t tmpfs none /mnt")]
    [InlineData("unshare -Ur mount -t tmpfs none /tmp && cat /etc/shadow")]
    [InlineData("chroot / true")]
    [InlineData("mknod /tmp/disk b 8 0")]
    [InlineData("dd if=/dev/sda bs=1 count=1 || dd if=/dev/vda bs=1 count=1 || dd if=/dev/mem bs=1 count=1")]
    [InlineData("dmesg | grep .")]
    [InlineData("echo 1 > /proc/sys/kernel/panic")]
    [InlineData("su root -c id || sudo id")]
    [InlineData("kill -9 1 && sleep 1 && kill -0 1 && false")]
    public async Task An_attempt_fails(string attempt)
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var result = await host.NewSandbox().ExecuteAsync(SandboxExecTests.Shell(attempt), null, Token);

        Assert.Equal(ExecStatus.Exited, result.Status);
        Assert.NotEqual(0, result.ExitCode);
    }

    [Fact]
    public async Task Our_environment_is_not_inside()
    {
        Environment.SetEnvironmentVariable("Internal__ServiceToken", "canary-secret");
        await using var host = await AgentHost.WithSandboxAsync();
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxExecTests.Shell("env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'"), null, Token);

        Assert.Contains("HOME=/home/user", result.Output);
        Assert.DoesNotContain("canary", result.Output);
        Assert.DoesNotContain("Internal__", result.Output);
    }

    [Fact]
    public async Task Processes_of_the_host_are_not_visible()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var result = await host.NewSandbox().ExecuteAsync(SandboxExecTests.Shell("ls -d /proc/[0-9]* | wc -l"), null, Token);

        Assert.InRange(int.Parse(result.Output.Trim(), System.Globalization.CultureInfo.InvariantCulture), 1, 8);
    }

    [Fact]
    public async Task The_data_folder_and_other_projects_are_not_visible_and_no_link_leads_to_them()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var other = host.NewProject();
        await host.Workspaces.Files(other).WriteTextAsync("secret.txt", "canary", Token);
        var target = Path.Combine(host.Data.FilesFolder(other), "secret.txt");
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxExecTests.Shell($"ls {host.Data.Root}; cat {target}; ln -s {target} link; cat link; cat /workspace/../{target}; find / -name secret.txt 2>/dev/null"), null, Token);

        Assert.DoesNotContain("canary", result.Output);
        Assert.DoesNotContain("/secret.txt\n/", result.Output);
        Assert.NotEqual(0, result.ExitCode ?? 0);
    }

    [Fact]
    public async Task The_git_history_is_not_visible()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var project = host.NewProject();
        await host.Workspaces.Files(project).WriteTextAsync("a.txt", "a", Token);
        await host.Workspaces.Checkpoints(project).CommitAsync("first", Token);
        var result = await host.Sandboxes.Get(project).ExecuteAsync(SandboxExecTests.Shell("ls -a . .. ; ls /git ../git"), null, Token);

        Assert.DoesNotContain("HEAD", result.Output);
        Assert.Contains("a.txt", result.Output);
    }

    [Fact]
    public async Task A_listener_on_the_hosts_loopback_cannot_be_reached()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var addresses = Dns.GetHostAddresses(Dns.GetHostName()).Where(a => a.AddressFamily == AddressFamily.InterNetwork).Select(a => a.ToString());
        var script = new StringBuilder("const net=require('net');let open=0,left=0;");
        foreach (var address in addresses.Concat(["127.0.0.1", "169.254.169.254", "10.0.0.1", "172.17.0.1"]))
            script.Append($"left++;net.connect({{host:'{address}',port:{port},timeout:1500}}).on('connect',()=>{{open++;done()}}).on('error',done).on('timeout',done);");
        script.Append("function done(){if(--left===0){console.log('open '+open);process.exit()}}");
        var result = await host.NewSandbox().ExecuteAsync(new ExecRequest(["node", "-e", script.ToString()]), null, Token);

        Assert.Equal("open 0\n", result.Output);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Abstract_unix_sockets_of_the_host_cannot_be_reached()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var name = $"samokoder-test-{Guid.CreateVersion7():N}";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0" + name));
        listener.Listen();
        var script = $"require('net').connect('\\0{name}').on('connect',()=>{{console.log('open');process.exit()}}).on('error',e=>console.log(e.code))";
        var result = await host.NewSandbox().ExecuteAsync(new ExecRequest(["node", "-e", script]), null, Token);

        Assert.DoesNotContain("open", result.Output);
    }

    [Fact]
    public async Task Raw_sockets_and_network_configuration_are_refused()
    {
        await using var host = await AgentHost.WithSandboxAsync();
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxExecTests.Shell("grep -E '^Cap(Eff|Prm|Bnd):' /proc/self/status | grep -v 0000000000000000 && echo capable; grep NoNewPrivs /proc/self/status"), null, Token);

        Assert.Equal("NoNewPrivs:\t1\n", result.Output);
    }

    [Fact]
    public async Task A_fork_bomb_hits_the_limit_of_its_own_sandbox_only()
    {
        await using var host = await AgentHost.WithSandboxAsync(("Sandbox:MaxProcesses", "64"));
        if (!Environment.IsPrivilegedProcess && Environment.OSVersion.Version < new Version(5, 14))
            Assert.Skip("Kernels before 5.14 count a user's processes over all namespaces.");
        var bomb = SandboxExecTests.Shell("for i in $(seq 200); do sleep 30 & done; echo all") with { Timeout = TimeSpan.FromSeconds(20) };
        var running = host.NewSandbox().ExecuteAsync(bomb, null, Token);
        var neighbour = await host.NewSandbox().ExecuteAsync(SandboxExecTests.Shell("for i in $(seq 20); do sleep 0.1 & done; wait; echo fine"), null, Token);
        var result = await running;

        Assert.Equal("fine\n", neighbour.Output);
        Assert.Contains("fork", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_memory_bomb_is_killed_and_the_reason_is_told()
    {
        await using var host = await AgentHost.WithSandboxAsync(("Sandbox:MemoryMb", "256"));
        var bomb = new ExecRequest(["node", "-e", "const a=[];for(;;)a.push(Buffer.alloc(1<<24,1))"]) { Network = false };
        var result = await host.NewSandbox().ExecuteAsync(bomb, null, Token);

        Assert.Equal(ExecStatus.Exited, result.Status);
        Assert.NotEqual(0, result.ExitCode);
    }

    [Fact]
    public async Task A_file_cannot_grow_beyond_its_limit_nor_the_temporary_folder()
    {
        await using var host = await AgentHost.WithSandboxAsync(("Sandbox:MaxFileMb", "8"), ("Sandbox:TempMb", "4"));
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxExecTests.Shell("head -c 20000000 /dev/zero > big; stat -c %s big; head -c 6000000 /dev/zero > /tmp/a; test $(stat -c %s /tmp/a) -le 4194304 && echo small"), null, Token);

        Assert.Contains("8388608", result.Output);
        Assert.Contains("small", result.Output);
    }
}
