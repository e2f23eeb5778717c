using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.PreviewGateway.Telemetry;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.PreviewGateway;

[Collection(GatewayCollection.Name)]
public sealed class MetricsTests(GatewayFixture gateway)
{
    private static readonly (string Name, string? Outcome) Active = ("samokoder_preview_active_connections", null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_wake_ups_and_connections_are_counted_by_outcome()
    {
        var port = Ports.Free();
        await using var own = new GatewayFactory(port, gateway.Settings());
        own.StartServer();
        var whileForwarding = 0L;
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", () =>
        {
            whileForwarding = Read(own.Services)[Active];
            return "the app";
        }));
        var running = await gateway.RunningAsync(upstream);

        await SendAsync(running, withPass: true, port);
        await SendAsync(running, withPass: false, port);
        await SendAsync(GatewayFixture.NewId(), withPass: true, port);

        var counted = Read(own.Services);
        Assert.Equal(
            ["samokoder_preview_requests forbidden 1", "samokoder_preview_requests forwarded 1", "samokoder_preview_requests unknown 1", "samokoder_preview_wakeups unknown 1"],
            counted.Where(c => c.Value != 0).Select(c => $"{c.Key.Name} {c.Key.Outcome} {c.Value}").Order(StringComparer.Ordinal));
        Assert.Equal((1, 0), (whileForwarding, counted[Active]));
    }

    [Fact]
    public async Task What_is_measured_of_http_names_no_app()
    {
        await using var upstream = await Upstream.OnTcpAsync(app => app.MapGet("/", () => "the app"));
        var running = await gateway.RunningAsync(upstream);
        var ports = new ConcurrentBag<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "System.Net.Http") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Add(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(tags));
        listener.Start();

        await SendAsync(running, withPass: true);

        Assert.Contains(gateway.Port, ports); // the test's own client: the listener hears
        Assert.DoesNotContain(new Uri(upstream.Address).Port, ports);

        void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "server.port") ports.Add(tag.Value);
            }
        }
    }

    private static Dictionary<(string Name, string? Outcome), long> Read(IServiceProvider services)
    {
        var scope = services.GetRequiredService<IMeterFactory>();
        var seen = new Dictionary<(string Name, string? Outcome), long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == PreviewMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, scope)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[(instrument.Name, tags.IsEmpty ? null : tags[0].Value?.ToString())] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }

    private async Task SendAsync(string id, bool withPass, int? port = null)
    {
        using var client = gateway.Client(port);
        using var request = gateway.Request(HttpMethod.Get, id, "/", withPass);
        using var response = await client.SendAsync(request, Token);
        await response.Content.ReadAsStringAsync(Token);
    }
}
