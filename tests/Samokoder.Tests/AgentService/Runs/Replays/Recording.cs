using System.Text.Json;
using System.Text.Json.Nodes;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs.Replays;

/// <summary>What went between the engine and a provider in one run, in order; kept as text.</summary>
internal sealed record Recording(string Provider, IReadOnlyList<FakeExchange> Exchanges)
{
    public static Recording Of(string provider, FakeProvider server) => new(provider, server.Exchanges);

    public static Recording Read(string json) => JsonSerializer.Deserialize<Recording>(json)!;

    public string Write() => JsonSerializer.Serialize(this);

    /// <summary>Answers each request with what was recorded for it; one that was not recorded, or comes out of order, is refused.</summary>
    public Func<JsonNode, FakeReply> Answers()
    {
        var next = -1;
        return request =>
        {
            var index = Interlocked.Increment(ref next);
            if (index < Exchanges.Count && Exchanges[index].Request == request.ToJsonString()) return FakeReply.Replays(Exchanges[index]);
            var expected = index < Exchanges.Count ? Exchanges[index].Request : "(nothing)";
            return FakeReply.Status(400, new JsonObject { ["error"] = $"Request {index} differs.\nRecorded: {expected}\nAsked: {request.ToJsonString()}" }.ToJsonString());
        };
    }
}
