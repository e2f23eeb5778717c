using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Samokoder.Messaging.Previews;
using Samokoder.PreviewGateway.Access;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>That a Cookie header was good once says nothing of later: it is remembered only for its signature.</summary>
public sealed class PassCookieTests
{
    private const string Preview = "a-preview";
    private readonly FakeTimeProvider _time = new();
    private readonly PreviewTickets _tickets;
    private readonly PassCookie _cookie;
    private readonly string _header;

    public PassCookieTests()
    {
        _tickets = new PreviewTickets(new byte[32], _time);
        _cookie = new PassCookie(Options.Create(new PreviewOptions()), _tickets, _time);
        _header = $"theme=dark; samokoder_preview={_tickets.IssuePass(Preview, version: 1, DateTimeOffset.MaxValue)}";
        Assert.True(_cookie.IsValid(_header, Preview, version: 1));
    }

    [Fact]
    public void It_stays_good_until_it_ends()
    {
        _time.Advance(PreviewTickets.PassLifetime - TimeSpan.FromSeconds(1));
        Assert.True(_cookie.IsValid(_header, Preview, version: 1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_cookie.IsValid(_header, Preview, version: 1));
    }

    [Fact]
    public void It_is_not_good_for_another_version_and_good_again_for_its_own()
    {
        Assert.False(_cookie.IsValid(_header, Preview, version: 2));
        Assert.True(_cookie.IsValid(_header, Preview, version: 1));
    }

    [Fact]
    public void It_is_not_good_for_another_preview() => Assert.False(_cookie.IsValid(_header, "another", version: 1));

    [Fact]
    public void One_letter_less_is_not_good() => Assert.False(_cookie.IsValid(_header[..^1], Preview, version: 1));

    [Fact]
    public void Of_two_passes_in_one_header_the_one_of_the_current_version_counts()
    {
        var both = $"{_header}; samokoder_preview={_tickets.IssuePass(Preview, version: 2, DateTimeOffset.MaxValue)}";
        Assert.All([1, 2, 1, 2], version => Assert.True(_cookie.IsValid(both, Preview, version)));
        Assert.False(_cookie.IsValid(both, Preview, version: 3));
    }
}
