using System.Net;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
public sealed class DeletionTests(RunningApp app)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deleting_a_project_removes_its_files()
    {
        using var user = await app.NewUserAsync();
        var created = await user.CreateProjectAsync("A reading list with title and author");
        while ((await user.GetAsync<RunInfo>($"v1/runs/{created.Run.Id}")).Status is RunStatus.Queued or RunStatus.Running) await Task.Delay(100, Token);
        var folder = Path.Combine(app.DataPath, "workspaces", created.Project.Id.ToString("D"));
        Assert.True(Directory.Exists(folder));

        using var request = new HttpRequestMessage(HttpMethod.Delete, $"v1/projects/{created.Project.Id}");
        request.Headers.Add("Origin", user.Origin);
        using var deleted = await user.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        while (Directory.Exists(folder)) await Task.Delay(100, Token);
        Assert.Equal(HttpStatusCode.NotFound, (await user.Http.GetAsync(new Uri($"v1/projects/{created.Project.Id}", UriKind.Relative), Token)).StatusCode);
    }
}
