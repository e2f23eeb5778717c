using System.Diagnostics;
using System.Text;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Web.Support;

/// <summary>Samokoder.Web as it is started in production: its own process, from its own build output.</summary>
internal sealed class WebProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private WebProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<WebProcess> StartAsync(Uri api, params (string Name, string Value)[] settings)
    {
        var port = Ports.Free();
        var address = new Uri($"http://localhost:{port}");
        var start = new ProcessStartInfo("dotnet", [Dll()]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["DOTNET_TieredPGO"] = "0"; // It lives for minutes: measuring what to compile better does not pay.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["services__api__http__0"] = api.AbsoluteUri.TrimEnd('/');
        start.Environment["Auth__SigningKey"] = FakeApi.SigningKey;
        start.Environment["Samokoder__DataPath"] = Directory.CreateTempSubdirectory("samokoder-web-").FullName;
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var web = new WebProcess(Process.Start(start)!, address);
        web.Collect();
        await web.WaitUntilReadyAsync();
        return web;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Dll()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Samokoder.Web", configuration, "Samokoder.Web.dll"));
    }

    private void Collect()
    {
        void Add(object _, DataReceivedEventArgs e)
        {
            lock (_output)
                _output.AppendLine(e.Data);
        }

        _process.OutputDataReceived += Add;
        _process.ErrorDataReceived += Add;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient();
        using var limit = new CancellationTokenSource(StartLimit);
        while (true)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"Web ended with {_process.ExitCode}:\n{Output}");
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "/alive"), limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }
}
