using Microsoft.Playwright;

namespace Samokoder.Tests.Web.Support;

/// <summary>The process that <see cref="Browser"/> shares between the tests of a run: started by the first that asks, ended after the last.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    private static readonly Lazy<Task<IPlaywright>> Driver = new(() => Playwright.CreateAsync());
    private static readonly Lazy<Task<IBrowser>> Chromium = new(StartAsync);

    internal static Task<IPlaywright> DriverAsync() => Driver.Value;

    internal static Task<IBrowser> GetAsync() => Chromium.Value;

    public async ValueTask DisposeAsync()
    {
        if (Chromium.IsValueCreated)
            await (await Chromium.Value).DisposeAsync();
        if (Driver.IsValueCreated)
            (await Driver.Value).Dispose();
    }

    private static async Task<IBrowser> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000); // Of all tests: two processors do many things at once.
        return await Browser.LaunchAsync(await DriverAsync());
    }
}
