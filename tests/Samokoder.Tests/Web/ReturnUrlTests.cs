using Samokoder.Web.Features.Session;

namespace Samokoder.Tests.Web;

public sealed class ReturnUrlTests
{
    [Theory]
    [InlineData("/projects/0198?tab=files#x")]
    [InlineData("/settings")]
    [InlineData("/")]
    public void A_path_of_this_site_is_followed(string url) => Assert.Equal(url, ReturnUrl.Sanitize(url));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("projects")]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/%2Fevil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\r\nSet-Cookie: x=1")]
    public void Everything_else_leads_to_the_projects(string? url) => Assert.Equal("/projects", ReturnUrl.Sanitize(url));

    [Fact]
    public void The_query_escapes_what_it_carries() =>
        Assert.Equal("?returnUrl=%2Fprojects%2F1%3Fa%3Db%26c", ReturnUrl.ToQuery("/projects/1?a=b&c"));
}
