using System.Net;
using System.Net.Sockets;
using System.Text;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>What code in a sandbox must not be able to do. Generated code is hostile until shown otherwise. Each isolating provider inherits it.</summary>
public abstract class SandboxEscape
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A host with the provider; skips the test where it cannot run, saying why.</summary>
    private protected abstract Task<AgentHost> HostAsync(params (string Key, string? Value)[] settings);

    private static readonly string[] Attempts =
    [
        "cat /etc/shadow",
        "ls /root",
        "ls /home /srv /mnt /media 2>/dev/null | grep -v -x -E '/home:|/srv:|/mnt:|/media:|user|'",
        "cat /proc/1/environ | tr '\\0' '\\n' | grep -v -E '^(PATH|HOME|USER|LANG|TERM|TMPDIR|[A-Z]*_CA_[A-Z]*|SSL_CERT_FILE|PIP_CERT|GIT_SSL_CAINFO|NODE_[A-Z_]*|[a-zA-Z_]*proxy|[A-Z]*_PROXY|npm_config_[a-z_]*|HOSTNAME|PWD|SHLVL|OLDPWD|_)='",
        "mkdir /sys/fs/cgroup/x || mkdir /sys/fs/cgroup/memory/x || echo 1 > /sys/fs/cgroup/memory/memory.limit_in_bytes",
        "ls /sys/kernel/debug/* /sys/kernel/security/* /sys/firmware/*",
        "ls /run/docker.sock /var/run/docker.sock /run/postgresql /run/systemd /run/dbus",
        "touch /usr/x /etc/x /bin/x /x /opt/samokoder/x",
        "mount -t tmpfs none /mnt",
        "unshare -Ur mount -t tmpfs none /tmp && cat /etc/shadow",
        "chroot / true",
        "mknod /tmp/disk b 8 0",
        "dd if=/dev/sda bs=1 count=1 || dd if=/dev/vda bs=1 count=1 || dd if=/dev/mem bs=1 count=1",
        "dmesg | grep .",
        "echo 1 > /proc/sys/kernel/panic",
        "su root -c id || sudo id",
        "unshare -n true || unshare -U true || unshare -m true",
        "nsenter -t 1 -m true",
        "python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)' || python3 -c 'import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)'",
        "kill -9 1 && sleep 1 && kill -0 1 && false",
    ];

    /// <summary>One sandbox for all: a container takes longer to start than each attempt.</summary>
    [Fact]
    public async Task No_attempt_succeeds()
    {
        await using var host = await HostAsync();
        var sandbox = host.NewSandbox();
        var succeeded = new List<string>();
        foreach (var attempt in Attempts)
        {
            var result = await sandbox.ExecuteAsync(SandboxConformance.Shell(attempt), null, Token);
            if (result.Status != ExecStatus.Exited || result.ExitCode == 0)
                succeeded.Add($"{attempt}: {result.Status} {result.ExitCode} {result.Output} {result.Problem}");
        }
        Assert.Empty(succeeded);
    }

    [Fact]
    public async Task Our_environment_is_not_inside()
    {
        Environment.SetEnvironmentVariable("Internal__ServiceToken", "canary-secret");
        await using var host = await HostAsync();
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxConformance.Shell("env; cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n'"), null, Token);

        Assert.Contains("HOME=/home/user", result.Output);
        Assert.DoesNotContain("canary", result.Output);
        Assert.DoesNotContain("Internal__", result.Output);
    }

    [Fact]
    public async Task Processes_of_the_host_are_not_visible()
    {
        await using var host = await HostAsync();
        var result = await host.NewSandbox().ExecuteAsync(SandboxConformance.Shell("ls -d /proc/[0-9]* | wc -l"), null, Token);

        Assert.InRange(int.Parse(result.Output.Trim(), System.Globalization.CultureInfo.InvariantCulture), 1, 8);
    }

    [Fact]
    public async Task The_data_folder_and_other_projects_are_not_visible_and_no_link_leads_to_them()
    {
        await using var host = await HostAsync();
        var other = host.NewProject();
        await host.Workspaces.Files(other).WriteTextAsync("secret.txt", "canary", Token);
        var target = Path.Combine(host.Data.FilesFolder(other), "secret.txt");
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxConformance.Shell($"ls {host.Data.Root}; cat {target}; ln -s {target} link; cat link; cat /workspace/../{target}; find / -name secret.txt 2>/dev/null"), null, Token);

        Assert.DoesNotContain("canary", result.Output);
        Assert.DoesNotContain("/secret.txt\n/", result.Output);
        Assert.NotEqual(0, result.ExitCode ?? 0);
    }

    [Fact]
    public async Task The_git_history_is_not_visible()
    {
        await using var host = await HostAsync();
        var project = host.NewProject();
        await host.Workspaces.Files(project).WriteTextAsync("a.txt", "a", Token);
        await host.Workspaces.Checkpoints(project).CommitAsync("first", Token);
        var result = await host.Sandboxes.Get(project).ExecuteAsync(SandboxConformance.Shell("ls -a . .. ; ls /git ../git"), null, Token);

        Assert.DoesNotContain("HEAD", result.Output);
        Assert.Contains("a.txt", result.Output);
    }

    [Fact]
    public async Task A_listener_on_the_hosts_loopback_cannot_be_reached()
    {
        await using var host = await HostAsync();
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
        await using var host = await HostAsync();
        var name = $"samokoder-test-{Guid.CreateVersion7():N}";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint("\0" + name));
        listener.Listen();
        var script = $"require('net').connect('\\0{name}').on('connect',()=>{{console.log('open');process.exit()}}).on('error',e=>console.log(e.code))";
        var result = await host.NewSandbox().ExecuteAsync(new ExecRequest(["node", "-e", script]), null, Token);

        Assert.DoesNotContain("open", result.Output);
    }

    [Fact]
    public async Task No_capability_is_left_and_none_can_be_gained()
    {
        await using var host = await HostAsync();
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxConformance.Shell("grep -E '^Cap(Eff|Prm|Bnd):' /proc/self/status | grep -v 0000000000000000 && echo capable; grep NoNewPrivs /proc/self/status"), null, Token);

        Assert.Equal("NoNewPrivs:\t1\n", result.Output);
    }

    /// <summary>By the kernel's numbers on x86-64, with arguments that would be harmless if the call were let through.</summary>
    private static readonly (string Name, int Number)[] PrivilegedCalls =
    [
        ("mount", 165),
        ("pivot_root", 155),
        ("setns", 308),
        ("add_key", 248),
        ("keyctl", 250),
        ("bpf", 321),
        ("userfaultfd", 323),
        ("perf_event_open", 298),
        ("kexec_load", 246),
        ("init_module", 175),
        ("open_by_handle_at", 304),
        ("fsopen", 430),
        ("reboot", 169),
    ];

    [Fact]
    public async Task Privileged_system_calls_are_refused()
    {
        Assert.SkipUnless(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64, "Numbers of x86-64.");
        await using var host = await HostAsync();
        var script = $"import ctypes,errno\nc=ctypes.CDLL(None,use_errno=True)\nfor n in [{string.Join(',', PrivilegedCalls.Select(c => c.Number))}]:\n r=c.syscall(n,0,0,0,0,0,0)\n print(r, errno.errorcode.get(ctypes.get_errno()))";
        var result = await host.NewSandbox().ExecuteAsync(SandboxConformance.Shell($"command -v python3 >/dev/null || {{ echo none; exit; }}; python3 -c '{script}'"), null, Token);
        Assert.SkipWhen(result.Output == "none\n", "There is no Python in this sandbox to make the calls with.");

        var answers = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(PrivilegedCalls.Length, answers.Length);
        Assert.All(PrivilegedCalls.Zip(answers), a => Assert.True(a.Second is "-1 EPERM" or "-1 ENOSYS", $"{a.First.Name}: {a.Second}"));
    }

    [Fact]
    public async Task Processes_of_other_sandboxes_cannot_be_traced_or_read()
    {
        await using var host = await HostAsync();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        await using var victim = (await host.NewSandbox().StartServiceAsync(new ServiceRequest($"echo up; SECRET={marker} sleep 600"), Token)).Service!;
        await Wait.UntilAsync(() => victim.LogTail().Contains("up"));
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxConformance.Shell("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'"), null, Token);

        Assert.DoesNotContain(marker, result.Output);
    }

    [Fact]
    public async Task Another_sandboxs_service_cannot_be_reached()
    {
        await using var host = await HostAsync();
        var serve = "node -e \"require('node:http').createServer((q,r)=>r.end('secret')).listen(process.env.PORT,'0.0.0.0')\"";
        await using var victim = (await host.NewSandbox().StartServiceAsync(new ServiceRequest(serve), Token)).Service!;
        Assert.True(await victim.Listening.WaitAsync(TimeSpan.FromSeconds(30), Token));
        var script = "const n=require('node:net');let left=3;for(const p of [5173,5174,3128])n.connect(p,'127.0.0.1').on('connect',function(){this.write('GET / HTTP/1.0\\r\\n\\r\\n')}).on('data',d=>console.log(''+d)).on('error',()=>0).on('close',()=>{if(--left===0)process.exit()});setTimeout(()=>process.exit(),3000)";
        var result = await host.NewSandbox().ExecuteAsync(new ExecRequest(["node", "-e", script]), null, Token);
        var sockets = await host.NewSandbox().ExecuteAsync(SandboxConformance.Shell("find / -type s 2>/dev/null"), null, Token);

        Assert.DoesNotContain("secret", result.Output);
        Assert.DoesNotContain("app", sockets.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proxy_leads_to_no_address_of_this_machine_or_its_networks()
    {
        await using var host = await HostAsync(("Sandbox:Egress", "open"));
        using var service = new TcpListener(IPAddress.Any, 0);
        service.Start();
        var port = ((IPEndPoint)service.LocalEndpoint).Port;
        string[] targets = [$"127.0.0.1:{port}", $"localhost:{port}", $"[::1]:{port}", $"0.0.0.0:{port}", $"[::ffff:127.0.0.1]:{port}", "169.254.169.254:80", "10.0.0.1:443", $"{Dns.GetHostName()}:{port}"];
        var script = $"const h=require('node:http');const t={System.Text.Json.JsonSerializer.Serialize(targets)};let left=t.length;for(const p of t)h.request({{host:'127.0.0.1',port:3128,method:'CONNECT',path:p}}).on('connect',(r,s)=>{{console.log(p,r.statusCode);s.destroy();if(--left===0)process.exit()}}).on('error',e=>{{console.log(p,e.code);if(--left===0)process.exit()}}).end()";
        var result = await host.NewSandbox().ExecuteAsync(new ExecRequest(["node", "-e", script]), null, Token);

        Assert.Equal(targets.Length, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain(" 200", result.Output);
        Assert.False(service.Pending());
    }

    [Fact]
    public async Task A_fork_bomb_hits_the_limit_of_its_own_sandbox_only()
    {
        await using var host = await HostAsync(("Sandbox:MaxProcesses", "64"));
        if (!Environment.IsPrivilegedProcess && Environment.OSVersion.Version < new Version(5, 14))
            Assert.Skip("Kernels before 5.14 count a user's processes over all namespaces.");
        var bomb = SandboxConformance.Shell("for i in $(seq 200); do sleep 30 & done; echo all") with { Timeout = TimeSpan.FromSeconds(20) };
        var running = host.NewSandbox().ExecuteAsync(bomb, null, Token);
        var neighbour = await host.NewSandbox().ExecuteAsync(SandboxConformance.Shell("for i in $(seq 20); do sleep 0.1 & done; wait; echo fine"), null, Token);
        var result = await running;

        Assert.Equal("fine\n", neighbour.Output);
        Assert.Contains("fork", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_memory_bomb_is_killed_and_the_reason_is_told()
    {
        await using var host = await HostAsync(("Sandbox:MemoryMb", "256"));
        var bomb = new ExecRequest(["node", "-e", "const a=[];for(;;)a.push(Buffer.alloc(1<<24,1))"]) { Network = false };
        var result = await host.NewSandbox().ExecuteAsync(bomb, null, Token);

        Assert.Equal(ExecStatus.Exited, result.Status);
        Assert.NotEqual(0, result.ExitCode);
    }

    [Fact]
    public async Task A_file_cannot_grow_beyond_its_limit_nor_the_temporary_folder()
    {
        await using var host = await HostAsync(("Sandbox:MaxFileMb", "8"), ("Sandbox:TempMb", "4"));
        var result = await host.NewSandbox().ExecuteAsync(
            SandboxConformance.Shell("head -c 20000000 /dev/zero > big; stat -c %s big; head -c 6000000 /dev/zero > /tmp/a; test $(stat -c %s /tmp/a) -le 4194304 && echo small"), null, Token);

        Assert.Contains("8388608", result.Output);
        Assert.Contains("small", result.Output);
    }
}
