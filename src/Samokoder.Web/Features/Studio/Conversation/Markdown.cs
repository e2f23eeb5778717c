using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Samokoder.Web.Features.Studio.Conversation;

/// <summary>
/// Markdown of a model as safe HTML: raw HTML is shown as text, links lead only to web and mail addresses and open apart, and images
/// become links, because loading them would tell a stranger that the page was read.
/// </summary>
internal static class Markdown
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().UseTaskLists().UseEmphasisExtras().Build();

    public static MarkupString ToHtml(string text)
    {
        var document = Markdig.Markdown.Parse(text, Pipeline);
        foreach (var link in document.Descendants<LinkInline>())
            Secure(link);
        foreach (var link in document.Descendants<AutolinkInline>())
            Secure(link);
        return new(document.ToHtml(Pipeline));
    }

    private static void Secure(LinkInline link)
    {
        link.IsImage = false;
        var url = link.GetDynamicUrl?.Invoke() ?? link.Url;
        link.GetDynamicUrl = null;
        link.Url = IsAllowed(url) ? url : "#";
        OpenApart(link);
    }

    private static void Secure(AutolinkInline link)
    {
        if (!link.IsEmail && !IsAllowed(link.Url))
            link.Url = "#";
        OpenApart(link);
    }

    private static void OpenApart(MarkdownObject link)
    {
        var attributes = link.GetAttributes();
        attributes.AddPropertyIfNotExist("target", "_blank");
        attributes.AddPropertyIfNotExist("rel", "noopener noreferrer nofollow");
    }

    private static bool IsAllowed(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https" or "mailto");
}
