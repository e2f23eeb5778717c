using Microsoft.Playwright;

namespace Samokoder.Tests.Web.Support;

/// <summary>Web as a process, the API and a preview played, and a browser: what a test of the studio needs.</summary>
internal sealed class StudioStand : IAsyncDisposable
{
    private StudioStand(FakeApi api, FakePreview preview, SharedWeb web, Browser browser) => (Api, Preview, Web, Browser) = (api, preview, web, browser);

    public FakeApi Api { get; }

    public FakePreview Preview { get; }

    public SharedWeb Web { get; }

    public Browser Browser { get; }

    public static async Task<StudioStand> StartAsync()
    {
        Browser.SkipWithout();
        var api = await FakeApi.StartAsync();
        var preview = await FakePreview.StartAsync();
        api.PreviewUrl = preview.Address.AbsoluteUri;
        return new(api, preview, await SharedWeb.TakeAsync(api), await Browser.StartAsync());
    }

    /// <summary>A new person in the studio of a first project.</summary>
    public async Task<IPage> OpenStudioAsync(string language = "en", int width = 1440, int height = 900, bool dark = false)
    {
        var page = await Browser.NewPageAsync(Web.Address, language, width, height, dark);
        await page.GotoAsync("/");
        await page.GetByTestId("prompt-input").FillAsync("A shopping list with name, quantity and a bought checkbox");
        await page.GetByTestId("prompt-submit").ClickAsync();
        await page.GetByTestId("register-email").FillAsync("anna@example.com");
        await page.GetByTestId("register-password").FillAsync("a long enough one");
        await page.GetByTestId("register-submit").ClickAsync();
        await page.WaitForURLAsync("**/projects/*");
        await page.GetByTestId("composer-input").WaitForAsync();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Web.DisposeAsync();
        await Preview.DisposeAsync();
        await Api.DisposeAsync();
    }
}
