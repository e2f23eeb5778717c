using Samokoder.Contracts.Runs;
using Samokoder.Tests.AgentService.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Attachments;

public sealed class AttachmentRunTests(Stores stores)
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_reads_attached_texts_fenced_and_sees_images_or_is_told_that_it_cannot(bool sees)
    {
        await using var host = await EngineHost.StartAsync(
            stores, FakeOpenAI.Script(FakeReply.Says("Done.")), ("Context:UnknownModelsSeeImages", sees ? "true" : "false"));
        var runId = await host.AddRunAsync("Like in the sketch", attachments: [("sketch.png", "image/png", Png), ("notes.md", "text/plain", "```\n# Notes\n"u8.ToArray())]);
        await host.WaitAsync(runId, RunStatus.Succeeded);

        var request = host.Model.Requests[0]["messages"]!.AsArray().Last(m => m!["content"] is System.Text.Json.Nodes.JsonArray)!["content"]!.AsArray();
        var words = string.Join('\n', request.Where(p => (string?)p!["type"] == "text").Select(p => (string?)p!["text"]));
        Assert.Contains("Like in the sketch", words, StringComparison.Ordinal);
        Assert.Contains("\"notes.md\":\n````\n```\n# Notes\n\n````", words, StringComparison.Ordinal);
        var images = request.Where(p => (string?)p!["type"] == "image_url").Select(p => (string?)p!["image_url"]!["url"]).ToList();
        Assert.Equal(sees ? [$"data:image/png;base64,{Convert.ToBase64String(Png)}"] : [], images);
        Assert.Equal(!sees, words.Contains("you cannot see images", StringComparison.Ordinal));
    }
}
