namespace Samokoder.PreviewGateway.Waking;

/// <summary>Whether a preview can be forwarded to now, and if not, why.</summary>
internal abstract record PreviewReadiness
{
    private PreviewReadiness()
    {
    }

    /// <param name="Address"><c>http://host:port</c> or <c>unix:/path.sock</c>.</param>
    public sealed record Running(string Address) : PreviewReadiness;

    /// <param name="Output">The newest lines of the dev server, when they were asked for.</param>
    public sealed record Starting(IReadOnlyList<string> Output) : PreviewReadiness;

    public sealed record Failed(string? Error, IReadOnlyList<string> Output) : PreviewReadiness;

    /// <summary>No such preview.</summary>
    public sealed record Unknown : PreviewReadiness;

    /// <summary>Our own services do not answer.</summary>
    public sealed record Unavailable : PreviewReadiness;
}
