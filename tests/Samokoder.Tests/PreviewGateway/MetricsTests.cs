using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.PreviewGateway.Telemetry;

namespace Samokoder.Tests.PreviewGateway;

[Collection(GatewayCollection.Name)]
public sealed class MetricsTests(GatewayFixture gateway)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_wake_ups_and_connections_are_counted_by_outcome()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "the app"));
        var running = await gateway.RunningAsync(upstream);
        var seen = new List<(string Name, long Value, string? Outcome)>();
        using var listener = Listen(seen);

        await SendAsync(running, withPass: true);
        await SendAsync(running, withPass: false);
        await SendAsync(GatewayFixture.NewId(), withPass: true);

        lock (seen)
        {
            Assert.Contains(("samokoder_preview_requests", 1L, "forwarded"), seen);
            Assert.Contains(("samokoder_preview_requests", 1L, "forbidden"), seen);
            Assert.Contains(("samokoder_preview_requests", 1L, "unknown"), seen);
            Assert.Contains(("samokoder_preview_wakeups", 1L, "unknown"), seen);
            Assert.Equal([1L, -1L], seen.Where(m => m.Name == "samokoder_preview_active_connections").Select(m => m.Value));
        }
    }

    private MeterListener Listen(List<(string Name, long Value, string? Outcome)> seen)
    {
        var scope = gateway.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == PreviewMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, scope)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (seen) seen.Add((instrument.Name, value, tags.IsEmpty ? null : tags[0].Value?.ToString()));
        });
        listener.Start();
        return listener;
    }

    private async Task SendAsync(string id, bool withPass)
    {
        using var client = gateway.Client();
        using var request = gateway.Request(HttpMethod.Get, id, "/", withPass);
        using var response = await client.SendAsync(request, Token);
        await response.Content.ReadAsStringAsync(Token);
    }
}
