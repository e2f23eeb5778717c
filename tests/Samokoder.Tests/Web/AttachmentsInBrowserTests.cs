using Microsoft.Playwright;
using Samokoder.Contracts;
using Samokoder.Contracts.Attachments;
using Samokoder.Tests.Web.Support;
using static Microsoft.Playwright.Assertions;

namespace Samokoder.Tests.Web;

/// <summary>Files that go with a prompt, in Chromium against the fake API.</summary>
public sealed class AttachmentsInBrowserTests : StudioTests
{
    /// <summary>A picture as screenshots are: drawn in the page, so that it has the size that is asked for.</summary>
    private const string Draw = """
        const picture = async (width, height, noisy) => {
          const canvas = new OffscreenCanvas(width, height), context = canvas.getContext("2d");
          context.fillStyle = "#0b7f57"; context.fillRect(0, 0, width, height);
          if (noisy) {
            const image = context.getImageData(0, 0, width, height);
            for (let i = 0; i < image.data.length; i += 16384) crypto.getRandomValues(image.data.subarray(i, i + 16384));
            for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
            context.putImageData(image, 0, 0);
          }
          return canvas.convertToBlob({ type: "image/png" });
        };
        const give = (type, selector, files) => {
          const data = new DataTransfer();
          for (const file of files) data.items.add(file);
          const properties = { bubbles: true, cancelable: true };
          const event = type === "paste" ? new ClipboardEvent(type, { ...properties, clipboardData: data }) : new DragEvent(type, { ...properties, dataTransfer: data });
          document.querySelector(selector).dispatchEvent(event);
        };
        """;

    [Fact]
    public async Task Pasted_dropped_and_chosen_files_go_with_the_prompt_and_are_shown_in_the_conversation()
    {
        var page = await Stand.OpenStudioAsync();
        await page.EvaluateAsync($$"""
            async () => { {{Draw}}
              give("paste", "[data-testid=composer-input]", [new File([await picture(320, 200)], "image.png", { type: "image/png" })]);
            }
            """);
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(1);
        await page.EvaluateAsync($$"""
            async () => { {{Draw}}
              give("dragover", ".conversation", [new File(["x"], "x")]);
              if (!document.querySelector(".studio-chat.dropping")) throw new Error("The conversation does not offer to take the file.");
              give("drop", ".conversation", [new File(["name;price\nmilk;2"], "prices.csv", { type: "text/csv" }), new File([await picture(20, 20)], "holiday.JPG", { type: "image/jpeg" })]);
            }
            """);
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(3);
        await page.GetByTestId("attach-input").SetInputFilesAsync(new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "# Notes"u8.ToArray() });
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(4);
        await Expect(page.GetByTestId("attachment-chip").First.Locator("img")).ToBeVisibleAsync();

        await page.GetByTestId("composer-input").FillAsync("Make it look like this");
        await page.GetByTestId("composer-input").PressAsync("Enter");
        var sent = page.GetByTestId("sent-files");
        await Expect(sent.Locator("li")).ToHaveCountAsync(4);
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("composer-input")).ToHaveValueAsync("");
        await page.WaitForFunctionAsync("() => document.querySelector('.sent-image img')?.naturalWidth === 320");
        await sent.Locator(".sent-image").First.PressAsync("Enter"); // not the mouse: the conversation still grows and scrolls
        await Expect(page.Locator("dialog.zoom img")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog.zoom")).ToHaveCountAsync(0);

        var files = Last();
        Assert.Equal(["pasted picture 1.png", "prices.csv", "holiday.png", "notes.md"], files.Select(f => f.Name));
        Assert.Equal(["image/png", "text/plain", "image/png", "text/plain"], files.Select(f => f.MediaType));
        Assert.Equal("name;price\nmilk;2"u8.ToArray(), Stand.Api.Attachments.Find(files[1].Id).Content);
        await page.ReloadAsync();
        await Expect(page.GetByTestId("sent-files").Locator("li")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task A_file_that_cannot_go_along_says_why_and_the_others_stay()
    {
        var page = await Stand.OpenStudioAsync();
        await page.GetByTestId("attach-input").SetInputFilesAsync(
        [
            Text("good.txt", 10),
            new() { Name = "program.exe", MimeType = "application/octet-stream", Buffer = [77, 90, 0, 1, 2, 3] },
            Text("long.log", AttachmentLimits.MaxTextBytes + 1),
            new() { Name = "empty.txt", MimeType = "text/plain", Buffer = [] },
        ]);
        var problems = page.GetByTestId("attachments").GetByRole(AriaRole.Alert);
        await Expect(problems).ToHaveCountAsync(3);
        await Expect(problems.Nth(0)).ToContainTextAsync("program.exe");
        await Expect(problems.Nth(0)).ToContainTextAsync("neither a picture nor a text");
        await Expect(problems.Nth(1)).ToContainTextAsync("too large");
        await Expect(problems.Nth(2)).ToContainTextAsync("empty");
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(1);

        await page.GetByTestId("attach-input").SetInputFilesAsync([.. Enumerable.Range(1, AttachmentLimits.MaxCount).Select(i => Text($"n{i}.txt", 10))]);
        await Expect(problems).ToHaveTextAsync(["Only 6 files go with one request. Send the others with the next one."]);
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(AttachmentLimits.MaxCount);
        await page.GetByTestId("attachment-chip").First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(AttachmentLimits.MaxCount - 1);
        await Expect(problems).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_picture_larger_than_models_look_at_is_made_smaller_before_it_is_sent()
    {
        var page = await Stand.OpenStudioAsync();
        await page.EvaluateAsync($$"""
            async () => { {{Draw}} give("paste", "[data-testid=composer-input]", [new File([await picture(2600, 1300, true)], "photo of a wall.png", { type: "image/png" })]); }
            """);
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(1);
        await page.GetByTestId("composer-input").FillAsync("Like this wall");
        await page.GetByTestId("composer-send").ClickAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('.sent-image img')?.naturalWidth === 2048");
        var file = Assert.Single(Last());
        Assert.InRange(file.Size, 1, AttachmentLimits.MaxImageBytes);
        Assert.Equal("photo of a wall", Path.GetFileNameWithoutExtension(file.Name));
        Assert.Contains(file.MediaType, (string[])["image/webp", "image/jpeg"]);
    }

    [Fact]
    public async Task Nothing_is_lost_when_a_request_is_refused()
    {
        var page = await Stand.OpenStudioAsync();
        Stand.Api.RefusesRunsWith = ErrorCodes.BudgetExceeded;
        await page.GetByTestId("attach-input").SetInputFilesAsync(Text("notes.txt", 10));
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(1);
        await page.GetByTestId("composer-input").FillAsync("Do what the notes say");
        await page.GetByTestId("composer-send").ClickAsync();
        await Expect(page.Locator(".composer > .field-problem")).ToContainTextAsync("A limit on money is used up");
        await Expect(page.GetByTestId("composer-input")).ToHaveValueAsync("Do what the notes say");
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(1);

        Stand.Api.RefusesRunsWith = null;
        await page.GetByTestId("composer-send").ClickAsync();
        await Expect(page.GetByTestId("sent-files")).ToHaveCountAsync(1);
        Assert.Equal(10, Assert.Single(Last()).Size);

        Stand.Api.RefusesRunsWith = ErrorCodes.BudgetExceeded;
        await page.GetByTestId("composer-input").FillAsync("And then this");
        await page.GetByTestId("composer-send").ClickAsync();
        await Expect(page.Locator(".composer > .field-problem")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByTestId("composer-input")).ToHaveValueAsync("And then this");
    }

    [Fact]
    public async Task A_model_that_does_not_look_at_files_is_named_before_they_are_sent()
    {
        Stand.Api.Keys["openai"] = new("openai", "…1234", null, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow());
        var page = await Stand.OpenStudioAsync();
        var warning = page.GetByTestId("attachment-warning");
        await page.EvaluateAsync($$"""async () => { {{Draw}} give("paste", "[data-testid=composer-input]", [new File([await picture(20, 20)], "a.png", { type: "image/png" })]); }""");
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(1);
        await page.GetByTestId("model-picker").SelectOptionAsync("openai/blind-model");
        await Expect(warning).ToContainTextAsync("cannot see pictures");
        await page.GetByTestId("model-picker").SelectOptionAsync(ServiceNames.DemoModelId);
        await Expect(warning).ToContainTextAsync("does not look at attachments");
        await page.GetByTestId("model-picker").SelectOptionAsync("openai/big-model");
        await Expect(warning).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_new_project_begins_with_the_files_of_its_first_prompt()
    {
        var page = await Stand.OpenStudioAsync();
        await page.GotoAsync("/projects");
        await page.GetByTestId("new-project-prompt").FillAsync("A price list");
        await page.GetByTestId("attach-input").SetInputFilesAsync(Text("prices.csv", 30));
        await Expect(page.GetByTestId("attachment-chip")).ToHaveCountAsync(1);
        await page.GetByTestId("new-project-submit").ClickAsync();
        await Expect(page.GetByTestId("sent-files")).ToContainTextAsync("prices.csv");
        Assert.Equal("prices.csv", Assert.Single(Last()).Name);
        var request = Stand.Api.Requests.Last(r => r is { Method: "POST", Path: "/v1/projects" });
        Assert.True(request.Headers.ContainsKey("Idempotency-Key"));
        Assert.False(request.Headers.ContainsKey("Authorization"), "It came from the browser itself, with its cookie.");
    }

    [Fact]
    public async Task What_is_typed_before_the_page_is_live_is_kept_as_a_draft()
    {
        var page = await Stand.OpenStudioAsync();
        var live = new TaskCompletionSource();
        await page.RouteAsync("**/js/circuit*.js", async route =>
        {
            await live.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/projects", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.Commit });
        await page.GetByTestId("new-project-prompt").FillAsync("A price list");

        live.SetResult();
        await page.WaitForFunctionAsync("() => sessionStorage.getItem('samokoder.draft.new') === 'A price list'");
        await Expect(page.GetByTestId("new-project-prompt")).ToHaveValueAsync("A price list");
    }

    [Fact]
    public async Task The_longest_prompt_arrives_whole_and_a_longer_text_becomes_a_file()
    {
        var page = await Stand.OpenStudioAsync();
        var longest = string.Concat(Enumerable.Repeat("Список «покупок»\n", 20_000 / 17)).Trim();
        await page.GetByTestId("composer-input").FillAsync(longest);
        await page.GetByTestId("composer-send").ClickAsync();
        await Expect(page.Locator(".bubble-user")).ToHaveCountAsync(2);
        Assert.Equal(longest, Stand.Api.Runs.Values.MaxBy(r => r.Info.CreatedAt)!.Info.Prompt);

        await page.EvaluateAsync("""
            () => {
              const data = new DataTransfer();
              data.setData("text/plain", "a,b\n".repeat(6000));
              document.querySelector("[data-testid=composer-input]").dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
            }
            """);
        await Expect(page.GetByTestId("attachment-chip")).ToContainTextAsync("pasted text.txt");
    }

    private static FilePayload Text(string name, int size) => new() { Name = name, MimeType = "text/plain", Buffer = [.. Enumerable.Repeat((byte)'a', size)] };

    /// <summary>The files of the newest run.</summary>
    private IReadOnlyList<AttachmentInfo> Last() => Stand.Api.Attachments.Of(Stand.Api.Runs.Values.MaxBy(r => r.Info.CreatedAt)!.Id);
}
