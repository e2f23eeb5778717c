using Npgsql;
using Samokoder.Data.Keys.Ring;

namespace Samokoder.ApiService.Features.Keys;

/// <summary>Encrypts stored secrets with the newest keys, at the start and once a day.</summary>
internal sealed partial class KeyRenewalService(KeyRenewal renewal, TimeProvider time, ILogger<KeyRenewalService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                var (ring, keys) = await renewal.RenewAsync(stoppingToken);
                if (ring + keys > 0)
                    Renewed(ring, keys);
            }
            catch (Exception exception) when (exception is NpgsqlException or System.Security.Cryptography.CryptographicException)
            {
                Failed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Information, "Encrypted {Ring} keys of the ring and {Keys} provider keys anew")]
    private partial void Renewed(int ring, int keys);

    [LoggerMessage(LogLevel.Error, "Stored secrets could not be brought up to date; trying again tomorrow")]
    private partial void Failed(Exception exception);
}
