using Samokoder.Web.Features.Studio.Conversation;
using Samokoder.Web.Features.Studio.Files;

namespace Samokoder.Tests.Web;

/// <summary>What a model writes is a stranger's text.</summary>
public sealed class MarkdownTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "<script")]
    [InlineData("<img src=x onerror=alert(1)>", "<img")]
    [InlineData("[click](javascript:alert(1))", "javascript:")]
    [InlineData("[click](data:text/html,x)", "data:text")]
    [InlineData("![pixel](https://tracker.example/p.png)", "<img")]
    [InlineData("[a][r]\n\n[r]: javascript:alert(1)", "javascript:")]
    public void Nothing_in_it_runs_or_loads(string text, string never) =>
        Assert.DoesNotContain(never, Markdown.ToHtml(text).Value, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Links_open_apart_and_tell_nothing()
    {
        var html = Markdown.ToHtml("[docs](https://example.com/a)").Value;
        Assert.Contains("href=\"https://example.com/a\"", html, StringComparison.Ordinal);
        Assert.Contains("target=\"_blank\"", html, StringComparison.Ordinal);
        Assert.Contains("noopener", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_is_encoded_whatever_it_holds()
    {
        var lines = Highlighter.ToLines("const a = \"<script>\"; // </span><b>\n`multi\nline`\n<b>&amp;", "x.ts");
        Assert.Equal(4, lines.Length);
        Assert.All(lines, l => Assert.DoesNotContain("<script", l.Html, StringComparison.Ordinal));
        Assert.All(lines, l => Assert.Equal(Count(l.Html, "<span"), Count(l.Html, "</span>")));
        Assert.DoesNotContain("<b", string.Concat(lines.Select(l => l.Html)), StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
