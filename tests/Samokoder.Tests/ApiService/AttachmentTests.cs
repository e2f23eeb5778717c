using System.Net;
using System.Text;
using Samokoder.Contracts;
using Samokoder.Contracts.Attachments;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class AttachmentTests(ApiFixture api)
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Files_go_with_a_prompt_are_listed_and_read_back_by_their_owner_only()
    {
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var created = await user.PostAsync<ProjectCreated>("v1/projects", new CreateProjectRequest("A list", Attachments: [File("эскиз.png", "image/png", Png)]), HttpStatusCode.Created);
        var run = await user.PostAsync<RunCreated>(
            $"v1/projects/{created.Project.Id}/runs", new CreateRunRequest("Now this", Attachments: [File("<b>.html", "text/html", "<script>alert(1)</script>"u8.ToArray())]), HttpStatusCode.Accepted);

        var listed = (await user.GetAsync<Page<AttachmentInfo>>($"v1/projects/{created.Project.Id}/attachments")).Items;
        Assert.Equal(
            [(created.Run.Id, "эскиз.png", "image/png", Png.Length), (run.Run.Id, "<b>.html", "text/plain", 25)], listed.Select(a => (a.RunId, a.Name, a.MediaType, a.Size)));
        var path = $"v1/projects/{created.Project.Id}/attachments/{listed[0].Id}";
        using var read = await user.SendAsync(HttpMethod.Get, path);
        Assert.Equal(("image/png", "nosniff"), (read.Content.Headers.ContentType!.ToString(), string.Join("", read.Headers.GetValues("X-Content-Type-Options"))));
        Assert.Equal(Png, await read.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var text = await user.SendAsync(HttpMethod.Get, $"v1/projects/{created.Project.Id}/attachments/{listed[1].Id}");
        Assert.Equal("text/plain; charset=utf-8", text.Content.Headers.ContentType!.ToString());
        Assert.Equal(("inline", "_b_.html"), (text.Content.Headers.ContentDisposition!.DispositionType, text.Content.Headers.ContentDisposition.FileNameStar));
        Assert.Equal("эскиз.png", read.Content.Headers.ContentDisposition!.FileNameStar);
        using var stranger = await other.SendAsync(HttpMethod.Get, path);
        await ProblemAnswer.ExpectAsync(stranger, HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Fact]
    public async Task A_drawing_that_could_hold_scripts_is_read_back_as_text()
    {
        using var user = await api.RegisterAsync();
        var svg = File("logo.svg", "image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>"u8.ToArray());
        var created = await user.PostAsync<ProjectCreated>("v1/projects", new CreateProjectRequest("A list", Attachments: [svg]), HttpStatusCode.Created);
        var listed = Assert.Single((await user.GetAsync<Page<AttachmentInfo>>($"v1/projects/{created.Project.Id}/attachments")).Items);
        using var read = await user.SendAsync(HttpMethod.Get, $"v1/projects/{created.Project.Id}/attachments/{listed.Id}");
        Assert.Equal("text/plain", read.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", Assert.Single(read.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.png", "image/png", "AAECAw==", "neither text")]
    [InlineData("a.png", "image/png", "aGVsbG8=", "its content is text/plain")]
    [InlineData("a.txt", "text/plain", "not base64!", "not base64")]
    [InlineData("a.txt", "text/plain", "", "empty")]
    [InlineData("../a.txt", "text/plain", "aGVsbG8=", "without slashes")]
    [InlineData("", "text/plain", "aGVsbG8=", "needs a name")]
    [InlineData("a.txt", "text/plain", "/////w==", "neither text")]
    [InlineData("a.png", "text/plain", "aGVsbG8=", "the ending of another kind")]
    [InlineData("a.jpg", "image/gif", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "the ending of another kind")]
    [InlineData("a.png", "image/png", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", "damaged or cut off")]
    [InlineData("a.png", "image/png", "iVBORw0KGgoAAAANSUhEUgAAfQAAAH0ACAYAAAAAAAAAAAAAAElEQVQAAAAAAAAAAElFTkQAAAAA", "32000 × 32000 pixels")]
    public async Task A_file_that_is_not_what_it_should_be_is_refused_with_a_sentence_and_nothing_is_made(string name, string type, string data, string expected)
    {
        using var user = await api.RegisterAsync();
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A list", Attachments: [new(name, type, data)]));
        var problem = await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        Assert.Contains(expected, problem.Errors!["attachments[0]"][0], StringComparison.Ordinal);
        Assert.Empty((await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items);
    }

    [Fact]
    public async Task Too_many_and_too_large_files_are_refused_with_the_limit()
    {
        using var user = await api.RegisterAsync();
        var small = File("a.txt", "text/plain", "a"u8.ToArray());
        var large = File("b.txt", "text/plain", Encoding.UTF8.GetBytes(new string('я', 140_000)));
        using var many = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A", Attachments: [.. Enumerable.Repeat(small, 7)]));
        Assert.Contains("6 are allowed", (await ProblemAnswer.ExpectAsync(many, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed)).Detail, StringComparison.Ordinal);
        using var big = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A", Attachments: [small, large]));
        Assert.Contains("256 KB are allowed", (await ProblemAnswer.ExpectAsync(big, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed)).Detail, StringComparison.Ordinal);
    }

    private static AttachmentUpload File(string name, string type, byte[] content) => new(name, type, Convert.ToBase64String(content));
}
