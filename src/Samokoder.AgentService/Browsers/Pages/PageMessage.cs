namespace Samokoder.AgentService.Browsers.Pages;

internal enum PageMessageKind
{
    /// <summary>An exception or a rejected promise that nothing caught.</summary>
    Uncaught,

    /// <summary>Written with <c>console.error</c>, or by the browser as an error.</summary>
    ConsoleError,

    /// <summary>A request to the app itself that failed or was answered with an error.</summary>
    FailedRequest,

    /// <summary>Written with <c>console.warn</c>.</summary>
    Warning,

    /// <summary>Any other line of the console, a dialog, a request to elsewhere, which nothing here can reach.</summary>
    Note,
}

/// <param name="Text">One message, bounded, with the place in the source where it is known.</param>
internal sealed record PageMessage(PageMessageKind Kind, string Text)
{
    public bool IsError => Kind is PageMessageKind.Uncaught or PageMessageKind.ConsoleError or PageMessageKind.FailedRequest;
}
