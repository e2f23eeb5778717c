using System.Text;
using System.Text.Json;

namespace Samokoder.Tests.Support.Fakes;

/// <summary>One answer of a fake provider, in words that every protocol has.</summary>
internal abstract record FakeReply
{
    /// <summary>Null where the provider is to send none.</summary>
    public FakeUsage? Usage { get; init; } = new(100, 20);

    public FakeStop Stop { get; init; } = FakeStop.Natural;

    /// <summary>What the model thinks before it answers, with a signature, where the protocol has that.</summary>
    public (string Text, string Signature)? Thought { get; init; }

    /// <summary>Characters of one piece of arguments; one of text is a little shorter.</summary>
    public int PieceSize { get; init; } = 11;

    public static FakeReply Says(string text) => new Completion(text, []);

    public static FakeReply Calls(string text, params (string Name, object Arguments)[] calls) =>
        new Completion(text, [.. calls.Select(c => (c.Name, JsonSerializer.Serialize(c.Arguments, JsonSerializerOptions.Web)))]);

    /// <summary>Arguments as the model "wrote" them, valid or not.</summary>
    public static FakeReply CallsRaw(string name, string arguments) => new Completion("", [(name, arguments)]);

    /// <summary>The answer of an analyst who leaves everything to the coder; null when the request is not the analyst's.</summary>
    public static FakeReply? SmallRequest(System.Text.Json.Nodes.JsonNode request) => FakeProvider.ToolsOf(request).Contains("submit_analysis")
        ? Calls("", ("submit_analysis", new { size = "small", summary = "What is asked.", requirements = new[] { "What is asked." } }))
        : null;

    public static FakeReply Status(int status, string body = """{"error":{"message":"no","type":"test"}}""", string? retryAfter = null) =>
        new Refusal(status, body, retryAfter);

    /// <summary>Status 200 with a body that is no stream of the protocol.</summary>
    public static FakeReply Garbage(string body = "<html>It works!</html>") => new Refusal(200, body, null);

    /// <summary>The answer's beginning, then the connection is closed.</summary>
    public static FakeReply Cut(string text) => new Truncated(text, Stall: false);

    /// <summary>The answer's beginning, then silence.</summary>
    public static FakeReply Stalls(string text) => new Truncated(text, Stall: true);

    /// <summary>The bytes of an answer that was recorded.</summary>
    public static FakeReply Replays(FakeExchange exchange) => new Recorded(exchange.Stream);

    /// <summary>The same answer, but not before something has happened.</summary>
    public FakeReply After(Task gate) => new Gated(this, gate);

    internal IEnumerable<string> Pieces(string text) => Cut(text, Math.Max(1, PieceSize - 4));

    internal IEnumerable<string> ArgumentPieces(string json) => Cut(json, PieceSize);

    /// <summary>Cut at any character, as real servers do.</summary>
    private static IEnumerable<string> Cut(string text, int size)
    {
        var piece = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            piece.Append(rune);
            if (piece.Length < size) continue;
            yield return piece.ToString();
            piece.Clear();
        }
        if (piece.Length > 0) yield return piece.ToString();
    }

    internal sealed record Completion(string Text, IReadOnlyList<(string Name, string Arguments)> Asked) : FakeReply;

    internal sealed record Recorded(string Stream) : FakeReply;

    internal sealed record Gated(FakeReply Reply, Task Gate) : FakeReply;

    internal sealed record Refusal(int Code, string Body, string? RetryAfter) : FakeReply;

    internal sealed record Truncated(string Text, bool Stall) : FakeReply;
}

/// <param name="Input">All tokens read, cached ones included.</param>
internal sealed record FakeUsage(int Input, int Output, int Cached = 0, int Written = 0);

internal enum FakeStop
{
    /// <summary>The end of the answer, or its calls.</summary>
    Natural,
    Length,
    Refusal,
}
