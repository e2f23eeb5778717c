using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class ShareTests(ApiFixture api)
{
    [Fact]
    public async Task Sharing_gives_a_link_of_a_new_version_and_revoking_ends_it()
    {
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project;
        var path = $"v1/projects/{project.Id}/preview";
        var announced = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await api.Services.GetRequiredService<PreviewDirectory>().SubscribeAsync(id =>
        {
            if (id == project.PreviewId) announced.TrySetResult(id);
        });

        var link = await user.PostAsync<PreviewShare>($"{path}/share", new SharePreviewRequest(PreviewAudience.Link, 24), HttpStatusCode.OK);
        Assert.Equal(project.PreviewId, await announced.Task.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, VersionOf(project.PreviewId, link));
        Assert.InRange(link.ExpiresAt!.Value, TimeProvider.System.GetUtcNow().AddHours(23), TimeProvider.System.GetUtcNow().AddHours(25));
        Assert.Equal(PreviewAudience.Link, (await user.GetAsync<PreviewInfo>(path)).Share!.Audience);

        var open = await user.PostAsync<PreviewShare>($"{path}/share", new SharePreviewRequest(PreviewAudience.Public), HttpStatusCode.OK);
        Assert.Equal(new PreviewShare(PreviewAudience.Public, $"http://{project.PreviewId}.preview.localhost:8082/", null), open);

        using (var revoked = await user.SendAsync(HttpMethod.Delete, $"{path}/share"))
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(new PreviewShare(PreviewAudience.Private, null, null), (await user.GetAsync<PreviewInfo>(path)).Share);
    }

    [Theory]
    [InlineData(PreviewAudience.Private, null)]
    [InlineData(PreviewAudience.Link, 0)]
    [InlineData(PreviewAudience.Link, 8761)]
    public async Task A_share_that_makes_no_sense_is_refused(PreviewAudience audience, int? hours)
    {
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        using var answer = await user.SendAsync(HttpMethod.Post, $"v1/projects/{project}/preview/share", new SharePreviewRequest(audience, hours));
        await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
    }

    [Fact]
    public async Task Nobody_shares_the_preview_of_another()
    {
        using var owner = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var project = (await owner.CreateProjectAsync()).Project.Id;
        using var shared = await other.SendAsync(HttpMethod.Post, $"v1/projects/{project}/preview/share", new SharePreviewRequest(PreviewAudience.Public));
        using var revoked = await other.SendAsync(HttpMethod.Delete, $"v1/projects/{project}/preview/share");
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound], [shared.StatusCode, revoked.StatusCode]);
        Assert.Equal(PreviewAudience.Private, (await owner.GetAsync<PreviewInfo>($"v1/projects/{project}/preview")).Share!.Audience);
    }

    private int VersionOf(string previewId, PreviewShare share)
    {
        var token = System.Web.HttpUtility.ParseQueryString(new Uri(share.Url!).Query)[PreviewTickets.LinkParameter];
        Assert.True(api.Services.GetRequiredService<PreviewTickets>().TryVerifyLink(previewId, token, out var link));
        return link.Version;
    }
}
