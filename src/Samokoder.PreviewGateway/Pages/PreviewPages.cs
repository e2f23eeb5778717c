using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Samokoder.Messaging.Previews;
using Samokoder.PreviewGateway.Bridge;

namespace Samokoder.PreviewGateway.Pages;

/// <summary>Writes <see cref="PreviewPage"/>s: HTML for navigations, RFC 9457 problems for everything else.</summary>
internal sealed class PreviewPages(StudioOrigins studio, BridgeScript bridge, IOptions<PreviewOptions> options)
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly string[] ShownTogether = ["starting", "failed", "unavailable", "unknown"];

    private readonly CompositeFormat _page = CompositeFormat.Parse(ReadTemplate());

    public Task WriteAsync(HttpContext context, PreviewPage page)
    {
        if (context.Response.HasStarted) return Task.CompletedTask;
        context.Response.Clear();
        context.Response.StatusCode = page.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (page.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return PreviewRequest.IsNavigation(context.Request) ? WriteHtmlAsync(context, page) : WriteProblemAsync(context, page);
    }

    private static Task WriteProblemAsync(HttpContext context, PreviewPage page)
    {
        var text = PageTexts.For(context.Request).States[page.State];
        var problem = new ProblemDetails { Status = page.Status, Title = text.Title, Detail = page.Error ?? text.Text };
        problem.Extensions["code"] = page.Code;
        return context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }

    private Task WriteHtmlAsync(HttpContext context, PreviewPage page)
    {
        var texts = PageTexts.For(context.Request);
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}' {BridgeUrl(context)}; "
            + $"connect-src 'self'; base-uri 'none'; form-action 'none'; {studio.FramePolicy}";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.ContentLanguage = texts.Language;
        headers.Vary = "Accept-Language";
        context.Response.ContentType = "text/html; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(Render(page, texts, nonce), context.RequestAborted);
    }

    private string BridgeUrl(HttpContext context) => $"{options.Value.Scheme}://{context.Request.Host.Value}{BridgeScript.Path}";

    private string Render(PreviewPage page, PageTexts texts, string nonce) => string.Format(
        CultureInfo.InvariantCulture, _page,
        texts.Language, page.State, nonce, Html.Encode(texts.States[page.State].Title), bridge.Url, Sections(page, texts),
        Html.Encode(page.Error ?? ""), Html.Encode(texts.Output), Html.Encode(string.Join('\n', page.Output)), Html.Encode(texts.Retry),
        StudioLink(texts), Html.Encode(texts.Slow));

    // States that one page goes through are all in it; its script shows one.
    private static string Sections(PreviewPage page, PageTexts texts)
    {
        var states = ShownTogether.Contains(page.State, StringComparer.Ordinal) ? ShownTogether : [page.State];
        return string.Concat(states.Select(state =>
            $"<section data-for=\"{state}\"><h1>{Html.Encode(texts.States[state].Title)}</h1><p>{Html.Encode(texts.States[state].Text)}</p></section>"));
    }

    private string StudioLink(PageTexts texts) => studio.Home is { } home
        ? $"<a class=\"button studio\" href=\"{Html.Encode(home)}/\" target=\"_top\">{Html.Encode(texts.Studio)}</a>"
        : "";

    // The stylesheet and the script are full of braces, the template of places.
    private static string ReadTemplate() => EmbeddedText.Read("Pages/page.html")
        .Replace("/*STYLE*/", Escape(EmbeddedText.Read("Pages/page.css")), StringComparison.Ordinal)
        .Replace("/*SCRIPT*/", Escape(EmbeddedText.Read("Pages/page.js")), StringComparison.Ordinal);

    private static string Escape(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
