using System.Globalization;
using Garnet;

namespace Samokoder.EmbeddedHosting.Redis;

/// <summary>
/// The Redis resource's process: this assembly, started by <see cref="RedisLauncher"/>. Settings come by environment,
/// because command lines can be read by every user of the machine.
/// </summary>
internal static class GarnetServerProgram
{
    public const string Verb = "garnet";
    public const string PortVariable = "SAMOKODER_GARNET_PORT";
    public const string PasswordVariable = "SAMOKODER_GARNET_PASSWORD";

    /// <summary>Serves until the process is asked to end.</summary>
    public static async Task RunAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.TrySetResult();
        });
        using var server = new GarnetServer(Arguments(Variable(PortVariable), Variable(PasswordVariable)));
        server.Start();
        await ended.Task;
    }

    // Nothing durable lives in Redis: a small log in memory, no disk.
    private static string[] Arguments(string port, string password) =>
    [
        "--bind", "127.0.0.1", "--port", port,
        "--auth", "Password", "--password", password,
        "--memory", "64m", "--page", "1m", "--index", "4m",
        "--lua", "--lua-transaction-mode",
        "--logger-level", "Warning",
        "--minthreads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name)
        ?? throw new InvalidOperationException($"{name} is not set. This process is started by the AppHost, not by hand.");
}
