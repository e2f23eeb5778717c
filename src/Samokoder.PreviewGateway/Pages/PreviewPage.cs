using Samokoder.Contracts;
using Samokoder.PreviewGateway.Telemetry;
using Samokoder.PreviewGateway.Waking;

namespace Samokoder.PreviewGateway.Pages;

/// <summary>What is answered instead of the app: to people a page, to scripts a problem.</summary>
/// <param name="State">The state of the page; its texts are found by it.</param>
/// <param name="Code">Of the problem.</param>
/// <param name="RetryAfter">Seconds; null when waiting does not help.</param>
internal sealed record PreviewPage(string State, int Status, string Code, RequestOutcome Outcome, int? RetryAfter = null)
{
    public static readonly PreviewPage Forbidden = new("forbidden", StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, RequestOutcome.Forbidden);

    /// <summary>The app took the request and did not answer it properly.</summary>
    public static readonly PreviewPage Broken = new("broken", StatusCodes.Status502BadGateway, ErrorCodes.PreviewFailed, RequestOutcome.Broken);

    public static readonly PreviewPage TooLarge =
        new("too-large", StatusCodes.Status413PayloadTooLarge, ErrorCodes.BodyTooLarge, RequestOutcome.TooLarge);

    public static readonly PreviewPage TooMany =
        new("too-many", StatusCodes.Status429TooManyRequests, ErrorCodes.RateLimited, RequestOutcome.Limited, RetryAfter: 1);

    public static readonly PreviewPage NoSuchPath = new("no-such-path", StatusCodes.Status404NotFound, ErrorCodes.NotFound, RequestOutcome.Unknown);

    private static readonly PreviewPage Unknown = new("unknown", StatusCodes.Status404NotFound, ErrorCodes.NotFound, RequestOutcome.Unknown);

    private static readonly PreviewPage Starting =
        new("starting", StatusCodes.Status503ServiceUnavailable, ErrorCodes.Unavailable, RequestOutcome.Starting, RetryAfter: 1);

    private static readonly PreviewPage Unavailable =
        new("unavailable", StatusCodes.Status503ServiceUnavailable, ErrorCodes.Unavailable, RequestOutcome.Unavailable, RetryAfter: 5);

    private static readonly PreviewPage Failed =
        new("failed", StatusCodes.Status503ServiceUnavailable, ErrorCodes.PreviewFailed, RequestOutcome.Failed, RetryAfter: 30);

    /// <summary>One sentence on why it failed, when it did.</summary>
    public string? Error { get; private init; }

    /// <summary>The end of the dev server's output.</summary>
    public IReadOnlyList<string> Output { get; private init; } = [];

    public static PreviewPage For(PreviewReadiness readiness) => readiness switch
    {
        PreviewReadiness.Running or PreviewReadiness.Starting => Starting,
        PreviewReadiness.Unknown => Unknown,
        PreviewReadiness.Unavailable => Unavailable,
        _ => StatusAnswer.Of(readiness) is var answer ? Failed with { Error = answer.Error, Output = answer.Output } : Failed,
    };
}
