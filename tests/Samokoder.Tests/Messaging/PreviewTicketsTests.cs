using Microsoft.Extensions.Time.Testing;
using Samokoder.Messaging.Previews;

namespace Samokoder.Tests.Messaging;

public sealed class PreviewTicketsTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly FakeTimeProvider _time = new();
    private readonly PreviewTickets _tickets;

    public PreviewTicketsTests() => _tickets = new(Key, _time);

    [Fact]
    public void A_ticket_opens_its_preview()
    {
        Assert.True(_tickets.TryVerifyTicket("a", _tickets.IssueTicket("a", 0), out var ticket));
        Assert.Equal(_time.GetUtcNow().Add(PreviewTickets.TicketLifetime), ticket.ExpiresAt);
    }

    [Fact]
    public void Two_tickets_of_one_preview_have_different_nonces()
    {
        _tickets.TryVerifyTicket("a", _tickets.IssueTicket("a", 0), out var one);
        _tickets.TryVerifyTicket("a", _tickets.IssueTicket("a", 0), out var other);
        Assert.NotEqual(one.Nonce, other.Nonce);
    }

    [Fact]
    public void A_ticket_opens_no_other_preview() => Assert.False(_tickets.TryVerifyTicket("b", _tickets.IssueTicket("a", 0), out _));

    [Fact]
    public void A_ticket_is_no_pass_and_a_pass_no_ticket()
    {
        Assert.False(_tickets.TryVerifyPass("a", _tickets.IssueTicket("a", 0), out _));
        Assert.False(_tickets.TryVerifyTicket("a", _tickets.IssuePass("a", 0, DateTimeOffset.MaxValue), out _));
    }

    [Fact]
    public void A_ticket_ends_after_its_lifetime()
    {
        var ticket = _tickets.IssueTicket("a", 0);
        _time.Advance(PreviewTickets.TicketLifetime);
        Assert.False(_tickets.TryVerifyTicket("a", ticket, out _));
    }

    [Fact]
    public void A_ticket_of_another_key_is_refused() =>
        Assert.False(new PreviewTickets(new byte[32], _time).TryVerifyTicket("a", _tickets.IssueTicket("a", 0), out _));

    [Fact]
    public void What_a_former_key_signed_stays_good_and_nothing_new_is_signed_with_it()
    {
        var renewed = new PreviewTickets(new byte[32], _time, Key);
        Assert.True(renewed.TryVerifyLink("a", _tickets.IssueLink("a", 0, null), out _));
        Assert.True(renewed.TryVerifyTicket("a", renewed.IssueTicket("a", 0), out _));
        Assert.False(_tickets.TryVerifyTicket("a", renewed.IssueTicket("a", 0), out _));
        Assert.False(renewed.TryVerifyLink("b", _tickets.IssueLink("a", 0, null), out _));
    }

    [Fact]
    public void Every_changed_character_makes_it_invalid()
    {
        var ticket = _tickets.IssueTicket("a", 0);
        for (var i = 0; i < ticket.Length; i++)
        {
            var changed = ticket.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Assert.False(_tickets.TryVerifyTicket("a", changed, out _), $"character {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("не билет")]
    public void What_is_no_ticket_is_refused(string text) => Assert.False(_tickets.TryVerifyTicket("a", text, out _));

    [Fact]
    public void A_longer_or_shorter_text_is_refused()
    {
        var ticket = _tickets.IssueTicket("a", 0);
        Assert.False(_tickets.TryVerifyTicket("a", ticket + "A", out _));
        Assert.False(_tickets.TryVerifyTicket("a", ticket.AsSpan(0, ticket.Length - 1), out _));
        Assert.False(_tickets.TryVerifyTicket("a", ticket + "=", out _));
    }
}
