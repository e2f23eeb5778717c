namespace Samokoder.PreviewGateway.Waking;

/// <summary>What <c>/__samokoder/status</c> tells the starting page.</summary>
/// <param name="Status">running, starting, failed, unknown or unavailable: the states of the page.</param>
/// <param name="Error">One sentence.</param>
internal sealed record StatusAnswer(string Status, string? Error, IReadOnlyList<string> Output)
{
    public static StatusAnswer Of(PreviewReadiness readiness) => readiness switch
    {
        PreviewReadiness.Running => new("running", null, []),
        PreviewReadiness.Starting starting => new("starting", null, starting.Output),
        PreviewReadiness.Failed failed => OfFailure(failed),
        PreviewReadiness.Unknown => new("unknown", null, []),
        _ => new("unavailable", null, []),
    };

    // The error may have the output's end below its first line.
    private static StatusAnswer OfFailure(PreviewReadiness.Failed failed)
    {
        var lines = (failed.Error ?? "").ReplaceLineEndings("\n").Split('\n');
        return new("failed", lines[0].Length > 0 ? lines[0] : null, failed.Output.Count > 0 ? failed.Output : lines[1..]);
    }
}
