using Samokoder.ApiService.Http.Limits;
using Samokoder.Tests.Support;
using StackExchange.Redis;

namespace Samokoder.Tests.ApiService.Rules;

/// <summary>The same on Garnet, which is built in, and on Redis, which an installation may use instead.</summary>
public sealed class SlidingWindowsTests(Stores stores) : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Clock _clock = new();
    private readonly string _subject = Guid.CreateVersion7().ToString("N");
    private InstalledRedis? _installed;
    private IConnectionMultiplexer? _garnet;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_at_once_exactly_as_many_pass_as_are_allowed(bool onRedis)
    {
        var windows = await WindowsAsync(onRedis);
        var decisions = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => windows.CountAsync(_subject, [new("minute", Minute, 10)])));
        Assert.Equal(10, decisions.Count(d => d.IsAllowed));
        Assert.Equal(Enumerable.Range(0, 10), decisions.Where(d => d.IsAllowed).Select(d => d.Remaining).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_window_slides_and_says_when_the_next_may_pass(bool onRedis)
    {
        var windows = await WindowsAsync(onRedis);
        RateWindow[] limit = [new("minute", Minute, 4)];
        for (var i = 0; i < 4; i++)
            Assert.True((await windows.CountAsync(_subject, limit)).IsAllowed);

        // All four in the first moment of a window: it lasts its 60 s, and of the next one a quarter until one of the four is out.
        var refused = await windows.CountAsync(_subject, limit);
        Assert.False(refused.IsAllowed);
        Assert.Equal(TimeSpan.FromSeconds(75), refused.Reset);
        _clock.Now += TimeSpan.FromSeconds(74);
        Assert.False((await windows.CountAsync(_subject, limit)).IsAllowed);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.True((await windows.CountAsync(_subject, limit)).IsAllowed);
        refused = await windows.CountAsync(_subject, limit);
        Assert.False(refused.IsAllowed);
        _clock.Now += refused.Reset;
        Assert.True((await windows.CountAsync(_subject, limit)).IsAllowed);
        _clock.Now += TimeSpan.FromMinutes(3);
        Assert.Equal(3, (await windows.CountAsync(_subject, limit)).Remaining);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Several_windows_count_together_and_a_refused_request_counts_in_none(bool onRedis)
    {
        var windows = await WindowsAsync(onRedis);
        RateWindow[] limits = [new("minute", Minute, 2), new("hour", TimeSpan.FromHours(1), 3)];
        Assert.True((await windows.CountAsync(_subject, limits)).IsAllowed);
        Assert.True((await windows.CountAsync(_subject, limits)).IsAllowed);
        for (var i = 0; i < 5; i++)
            Assert.Equal((false, "minute"), Of(await windows.CountAsync(_subject, limits)));
        _clock.Now += 2 * Minute;
        Assert.Equal((true, "hour"), Of(await windows.CountAsync(_subject, limits)));
        Assert.Equal((false, "hour"), Of(await windows.CountAsync(_subject, limits)));
        Assert.True((await windows.CountAsync($"{_subject}-other", limits)).IsAllowed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clock_that_is_behind_gains_nothing(bool onRedis)
    {
        var windows = await WindowsAsync(onRedis);
        RateWindow[] limit = [new("minute", Minute, 1)];
        Assert.True((await windows.CountAsync(_subject, limit)).IsAllowed);
        _clock.Now -= TimeSpan.FromSeconds(90);
        Assert.False((await windows.CountAsync(_subject, limit)).IsAllowed);
    }

    public async ValueTask DisposeAsync()
    {
        if (_installed is not null)
            await _installed.DisposeAsync();
        if (_garnet is not null)
            await _garnet.DisposeAsync();
    }

    private static (bool, string) Of(RateDecision decision) => (decision.IsAllowed, decision.Window.Name);

    private async Task<SlidingWindows> WindowsAsync(bool onRedis)
    {
        if (!onRedis)
            return new SlidingWindows(_garnet = await stores.ConnectRedisAsync(), _clock);
        _installed = await InstalledRedis.StartAsync();
        Assert.SkipWhen(_installed is null, "There is no redis-server on this machine (Debian, Ubuntu: apt-get install redis-tools).");
        return new SlidingWindows(_installed!.Connection, _clock);
    }

    /// <summary>Begins with a window.</summary>
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
