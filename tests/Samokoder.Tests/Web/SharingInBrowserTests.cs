using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Sandboxes;
using Samokoder.Tests.Web.Support;
using static Microsoft.Playwright.Assertions;

namespace Samokoder.Tests.Web;

/// <summary>What others may see of an app, and what the app asks of the network, in Chromium against the fake API.</summary>
public sealed class SharingInBrowserTests : StudioTests
{
    [Fact]
    public async Task A_preview_is_shared_by_link_or_with_everybody_and_closed_again()
    {
        var page = await Stand.OpenStudioAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "succeeded");
        await Expect(page.GetByTestId("share-open")).ToHaveAttributeAsync("data-audience", "Private");
        await page.GetByTestId("share-open").ClickAsync();
        await Expect(page.GetByTestId("share-private")).ToBeCheckedAsync();
        await page.GetByTestId("share-link").CheckAsync();
        await page.GetByTestId("share-time").SelectOptionAsync("24");
        Assert.Equal(PreviewAudience.Private, Share().Audience);
        await page.GetByTestId("share-apply").ClickAsync();
        await Expect(page.GetByTestId("share-url")).ToHaveValueAsync("http://p1.preview.localhost:8082/?__share=secret");
        await Expect(page.GetByTestId("share-state")).ToHaveTextAsync("By link");
        Assert.InRange(Share().ExpiresAt!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        await page.GetByTestId("copy-share-url").ClickAsync();
        await Expect(page.GetByTestId("copy-share-url")).ToContainTextAsync("Copied");
        Assert.Equal("http://p1.preview.localhost:8082/?__share=secret", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        await page.ReloadAsync();
        await Expect(page.GetByTestId("share-state")).ToHaveTextAsync("By link");
        await page.GetByTestId("share-open").ClickAsync();
        await page.GetByTestId("share-public").CheckAsync();
        await page.GetByTestId("share-time").SelectOptionAsync("");
        await page.GetByTestId("share-apply").ClickAsync();
        await Expect(page.GetByTestId("share-state")).ToHaveTextAsync("Everybody");
        Assert.Null(Share().ExpiresAt);
        await page.GetByTestId("share-end").ClickAsync();
        await Expect(page.GetByTestId("share-open")).ToHaveAttributeAsync("data-audience", "Private");
        Assert.Equal(PreviewAudience.Private, Share().Audience);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByTestId("share-panel")).ToBeHiddenAsync();
        await Expect(page.FrameLocator("[data-testid=preview-frame]").Locator("h1")).ToHaveTextAsync("Shopping list");
    }

    [Fact]
    public async Task The_console_shows_what_was_asked_of_the_network()
    {
        var page = await Stand.OpenStudioAsync();
        await page.GetByTestId("tab-console").ClickAsync();
        await page.GetByTestId("console-show-network").ClickAsync();
        await Expect(page.GetByTestId("network-log")).ToContainTextAsync("Allow-list");
        await Expect(page.GetByTestId("network-log")).ToContainTextAsync("It has not asked for anything yet.");

        var now = TimeProvider.System.GetUtcNow();
        Stand.Api.Egress = new(EgressMode.AllowList,
        [
            new(now, "evil.example", 443, Allowed: false, "No.", EgressRefusal.NotAllowed),
            new(now, "packages.example", 443, Allowed: true, null),
            new(now, "packages.example", 443, Allowed: true, null),
        ]);
        await Expect(page.GetByTestId("network-entry")).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("network-entry").Nth(0)).ToContainTextAsync("not on the list");
        await Expect(page.GetByTestId("network-entry").Nth(1)).ToContainTextAsync("packages.example:443 × 2");
        await page.GetByTestId("console-show-output").ClickAsync();
        await Expect(page.GetByTestId("console-output")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_mcp_server_is_added_tried_and_removed()
    {
        var page = await Stand.OpenStudioAsync();
        await page.GetByTestId("open-mcp").ClickAsync();
        await Expect(page.GetByTestId("mcp")).ToContainTextAsync("This project has none.");
        await page.GetByTestId("mcp-name").FillAsync("weather");
        await page.GetByTestId("mcp-command").FillAsync("npx");
        await page.GetByTestId("mcp-arguments").FillAsync("-y\nweather server");
        await page.GetByTestId("mcp-secret-add").ClickAsync();
        await page.GetByTestId("mcp-secret-name").FillAsync("TOKEN");
        await page.GetByTestId("mcp-secret-value").FillAsync("abc");
        await page.GetByTestId("mcp-secret-value").BlurAsync();
        await page.GetByTestId("mcp-save").ClickAsync();
        await Expect(page.GetByTestId("mcp-server")).ToContainTextAsync("npx -y weather server");
        var stored = Stand.Api.Mcp["weather"];
        Assert.Equal(["-y", "weather server"], stored.Arguments!);
        Assert.Equal("abc", stored.Secrets!["TOKEN"]);
        await page.GetByTestId("mcp-test").ClickAsync();
        await Expect(page.GetByTestId("mcp-result")).ToContainTextAsync("mcp__weather__today");
        await page.GetByTestId("mcp-remove").ClickAsync();
        await Expect(page.GetByTestId("mcp-server")).ToHaveCountAsync(0);
    }

    private PreviewShare Share() => Stand.Api.Sharing.Of(Stand.Api.Projects.Keys.Single());
}
