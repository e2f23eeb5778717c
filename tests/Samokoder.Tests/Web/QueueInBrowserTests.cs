using Samokoder.Contracts.Runs;
using Samokoder.Tests.Web.Support;
using static Microsoft.Playwright.Assertions;

namespace Samokoder.Tests.Web;

/// <summary>Prompts that are sent while a run works, in Chromium against the fake API.</summary>
public sealed class QueueInBrowserTests : StudioTests
{
    [Fact]
    public async Task A_prompt_waits_for_its_turn_and_can_be_changed_or_removed_until_then()
    {
        var hold = new TaskCompletionSource();
        Stand.Api.Script = run => RunScript.Build(TimeSpan.FromMilliseconds(2), hold.Task.WaitAsync);
        var page = await Stand.OpenStudioAsync();
        await Expect(page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "running");
        await SendAsync("Add a total", 1);
        await SendAsync("Make it blue", 2);

        await page.GetByTestId("queued-edit").First.ClickAsync();
        await Expect(page.GetByTestId("queued")).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("composer-input")).ToHaveValueAsync("Add a total");
        await page.GetByTestId("composer-input").FillAsync("Add a total per shop");
        await page.GetByTestId("composer-send").ClickAsync();
        await Expect(page.GetByTestId("queued")).ToHaveCountAsync(2);
        await page.GetByTestId("queued-remove").First.ClickAsync();
        await Expect(page.GetByTestId("queued")).ToHaveCountAsync(1);
        await Expect(page.Locator(".bubble-user")).ToHaveTextAsync(["A shopping list with name, quantity and a bought checkbox", "Add a total per shop"]);
        await page.ReloadAsync();
        await Expect(page.Locator(".bubble-user")).ToHaveTextAsync(["A shopping list with name, quantity and a bought checkbox", "Add a total per shop"]);

        hold.SetResult();
        await Expect(page.Locator("[data-run-status=succeeded]")).ToHaveCountAsync(2);
        await Expect(page.GetByTestId("queued")).ToHaveCountAsync(0);
        Assert.Equal(
            [RunStatus.Succeeded, RunStatus.Cancelled, RunStatus.Cancelled, RunStatus.Succeeded],
            Stand.Api.Runs.Values.OrderBy(r => r.Info.CreatedAt).Select(r => r.Info.Status));

        async Task SendAsync(string prompt, int waiting)
        {
            await page.GetByTestId("composer-input").FillAsync(prompt);
            await page.GetByTestId("composer-input").PressAsync("Enter");
            await Expect(page.GetByTestId("queued")).ToHaveCountAsync(waiting);
        }
    }
}
