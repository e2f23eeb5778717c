using System.Runtime.InteropServices;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Runs an application in the foreground of a terminal, until Ctrl+C or SIGTERM.</summary>
internal static class ConsoleHost
{
    public static async Task RunAsync(DistributedApplication application, IConfiguration configuration, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            await application.StartAsync(stopping.Token);
            await new ConsoleReporter(application.Engine, application.DashboardUrl, configuration).RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // stopped while starting
        }
        catch (Exception exception) when (exception is DistributedApplicationException or ResourceStartException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(FailureText.Of(exception));
            Environment.ExitCode = 1;
        }

        await application.DisposeAsync();

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }
}
