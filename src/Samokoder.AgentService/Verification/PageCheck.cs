using System.Globalization;
using Samokoder.AgentService.Browsers;
using Samokoder.AgentService.Browsers.DevTools;
using Samokoder.AgentService.Browsers.Pages;
using Samokoder.AgentService.Previews;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Verification;

/// <summary>The rung of the real browser: the page shows something, throws nothing, logs no error, and what it asks its app for comes.</summary>
internal sealed class PageCheck(IBrowsers browsers)
{
    private const int MaxMessages = 12;
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BlankTime = TimeSpan.FromSeconds(3);

    /// <summary>Has a browser started while lower rungs are tried.</summary>
    public void Prepare(PreviewProject project) => browsers.Prewarm(project.ProjectId);

    public async Task<VerificationRung> CheckAsync(PreviewProject project, string path, CancellationToken cancellationToken)
    {
        if (browsers.Problem is { } missing)
            return Skipped(missing);
        try
        {
            await using var page = await browsers.OpenPageAsync(project.ProjectId, cancellationToken);
            return await LookAsync(page, path, cancellationToken) is { } problem ? new VerificationRung("", RungStatus.Failed, problem) : new VerificationRung("", RungStatus.Passed);
        }
        catch (BrowserUnavailableException exception)
        {
            return Skipped(exception.Message);
        }
        catch (DevToolsException exception)
        {
            return new VerificationRung("", RungStatus.Failed, exception.Gone ? "The page made the browser crash, perhaps by using too much memory." : exception.Message);
        }
    }

    private static async Task<string?> LookAsync(BrowserPage page, string path, CancellationToken cancellationToken)
    {
        if (await page.GoToAsync(path, LoadTime, cancellationToken) is { } failure)
            return failure;
        var content = await ReadAsync(page, cancellationToken);
        var errors = page.Log.Messages.Where(m => m.IsError).ToList();
        if (content.Overlay.Length > 0)
            return $"The page shows an error of the dev server:\n{content.Overlay}";
        if (content.IsBlank)
            return $"The page {path} is blank: it has no visible text and no visible element.\n{PageText.List(errors.Take(MaxMessages))}".TrimEnd();
        return errors.Count == 0 ? null
            : string.Create(CultureInfo.InvariantCulture, $"The page {path} is shown, but it reports errors ({errors.Count}):\n{PageText.List(errors.Take(MaxMessages))}");
    }

    /// <summary>A page that is blank at first may still fetch what it shows.</summary>
    private static async Task<PageContent> ReadAsync(BrowserPage page, CancellationToken cancellationToken)
    {
        var content = await page.ReadAsync(cancellationToken);
        if (content is not { IsBlank: true, Overlay: "" } || page.Log.Messages.Any(m => m.IsError))
            return content;
        using var limit = new CancellationTokenSource(BlankTime);
        while (content is { IsBlank: true, Overlay: "" } && !limit.IsCancellationRequested)
        {
            await page.SettleAsync(BlankTime, cancellationToken);
            content = await page.ReadAsync(cancellationToken);
        }
        return content;
    }

    private static VerificationRung Skipped(string reason) => new("", RungStatus.Skipped, reason);
}
