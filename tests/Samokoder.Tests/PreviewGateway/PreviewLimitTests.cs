using Microsoft.Extensions.Time.Testing;
using Samokoder.PreviewGateway.Limits;

namespace Samokoder.Tests.PreviewGateway;

public sealed class PreviewLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_burst_passes_at_once_and_then_as_many_as_the_rate_says()
    {
        var limit = new PreviewLimit(perSecond: 2, burst: 8, mostAtOnce: 100, _time);
        Assert.Equal(8, BeganOf(limit, 10));
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(3, BeganOf(limit, 10));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(8, BeganOf(limit, 10));
    }

    [Fact]
    public void What_has_ended_makes_room()
    {
        var limit = new PreviewLimit(perSecond: 100, burst: 100, mostAtOnce: 2, _time);
        Assert.Equal(2, BeganOf(limit, 3));
        limit.End();
        Assert.Equal(1, BeganOf(limit, 3));
    }

    [Fact]
    public void It_is_unused_when_nothing_is_under_way_and_it_has_filled_again()
    {
        var limit = new PreviewLimit(perSecond: 1, burst: 4, mostAtOnce: 2, _time);
        Assert.True(limit.IsUnused);
        Assert.True(limit.TryBegin());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(limit.IsUnused);
        limit.End();
        Assert.True(limit.IsUnused);
        Assert.True(limit.TryBegin());
        limit.End();
        Assert.False(limit.IsUnused);
    }

    private static int BeganOf(PreviewLimit limit, int tries) => Enumerable.Range(0, tries).Count(_ => limit.TryBegin());
}
