using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Limits;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.Tests.ApiService.Rules;

[Collection(ApiTests.Name)]
public sealed class WorkspaceEditingTests(ApiFixture api)
{
    [Fact]
    public async Task The_condition_of_a_change_reaches_the_agent_and_its_refusal_the_client()
    {
        string? condition = null;
        api.WhenAgentIsAsked(context =>
        {
            condition = context.Request.Headers.IfMatch;
            context.Response.StatusCode = condition == "\"new\"" ? 204 : 412;
            context.Response.Headers.ETag = "\"newer\"";
            return condition == "\"new\"" ? Task.CompletedTask : context.Response.WriteAsJsonAsync(new { code = ErrorCodes.PreconditionFailed, detail = "It has changed." });
        });
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
        {
            await ProblemAnswer.ExpectAsync(await ChangeAsync(user, method, project, "\"old\""), HttpStatusCode.PreconditionFailed, ErrorCodes.PreconditionFailed);
            using var changed = await ChangeAsync(user, method, project, "\"new\"");
            Assert.Equal((HttpStatusCode.NoContent, "\"newer\"", "\"new\""), (changed.StatusCode, changed.Headers.ETag!.Tag, condition));
        }
    }

    [Fact]
    public async Task While_a_run_changes_a_file_nobody_else_does()
    {
        api.WhenAgentIsAsked(context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync();
        await SetStepAsync(created, RunStepStatus.Started);
        await ProblemAnswer.ExpectAsync(await ChangeAsync(user, HttpMethod.Put, created.Project.Id, null), HttpStatusCode.Conflict, ErrorCodes.FileBusy);
        await ProblemAnswer.ExpectAsync(await ChangeAsync(user, HttpMethod.Delete, created.Project.Id, null), HttpStatusCode.Conflict, ErrorCodes.FileBusy);
        Assert.Empty(api.Agent.Requests);
        using (var other = await user.SendAsync(HttpMethod.Put, $"v1/projects/{created.Project.Id}/files/src/Other.tsx", new StringContent("x")))
            Assert.Equal(HttpStatusCode.NoContent, other.StatusCode);
        await SetStepAsync(created, RunStepStatus.Completed);
        using var free = await ChangeAsync(user, HttpMethod.Put, created.Project.Id, null);
        Assert.Equal(HttpStatusCode.NoContent, free.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_of_more_than_20_megabytes_is_refused_while_it_is_read(bool chunked)
    {
        api.WhenAgentIsAsked(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = 204;
        });
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        Assert.Equal(HttpStatusCode.NoContent, (await PutAsync(user, project, 19 * 1024 * 1024, chunked)).StatusCode);
        await ProblemAnswer.ExpectAsync(await PutAsync(user, project, (20 * 1024 * 1024) + 1, chunked), HttpStatusCode.RequestEntityTooLarge, ErrorCodes.BodyTooLarge);
    }

    [Fact]
    public async Task An_export_is_a_file_by_the_projects_name_and_is_counted_only_when_it_was_made()
    {
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync(name: "Список: «книг» 🌍")).Project.Id;
        await SetTierAsync(user, "free");
        api.WhenAgentIsAsked(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsJsonAsync(new { code = ErrorCodes.NotFound, detail = "The project has no files yet." });
        });
        for (var i = 0; i < 3; i++)
            await ProblemAnswer.ExpectAsync(await ExportAsync(user, project), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        Assert.Equal(0, await ExportsAsync(user));

        api.WhenAgentIsAsked(context =>
        {
            context.Response.ContentType = "application/zip";
            return context.Response.WriteAsync("zip");
        });
        for (var i = 0; i < 2; i++)
        {
            using var export = await ExportAsync(user, project);
            Assert.Equal((HttpStatusCode.OK, "zip"), (export.StatusCode, await export.Content.ReadAsStringAsync()));
            Assert.Equal(("attachment", "Список_ «книг» 🌍.zip"), (export.Content.Headers.ContentDisposition!.DispositionType, export.Content.Headers.ContentDisposition.FileNameStar));
        }

        await ProblemAnswer.ExpectAsync(await ExportAsync(user, project), HttpStatusCode.PaymentRequired, ErrorCodes.QuotaExceeded);
        Assert.Equal(2, await ExportsAsync(user));
    }

    private static Task<HttpResponseMessage> ExportAsync(ApiUser user, Guid project) => user.SendAsync(HttpMethod.Get, $"v1/projects/{project}/export");

    private static async Task<long> ExportsAsync(ApiUser user) =>
        (await user.GetAsync<UserLimits>("v1/user/limits")).Quotas.Single(q => q.Name == "exports-per-month").Used;

    private static async Task<HttpResponseMessage> ChangeAsync(ApiUser user, HttpMethod method, Guid project, string? condition)
    {
        using var request = new HttpRequestMessage(method, $"v1/projects/{project}/files/src/App.tsx") { Content = new StringContent("text", Encoding.UTF8) };
        request.Headers.Add("Origin", user.Origin);
        if (condition is not null)
            request.Headers.TryAddWithoutValidation("If-Match", condition);
        return await user.Http.SendAsync(request);
    }

    private static Task<HttpResponseMessage> PutAsync(ApiUser user, Guid project, int size, bool chunked)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"v1/projects/{project}/files/big.bin") { Content = new StreamContent(new MemoryStream(new byte[size])) };
        request.Headers.Add("Origin", user.Origin);
        request.Headers.ExpectContinue = true;
        request.Headers.TransferEncodingChunked = chunked;
        return user.Http.SendAsync(request);
    }

    private async Task SetStepAsync(ProjectCreated created, RunStepStatus status)
    {
        await using var db = await api.DbAsync();
        await db.Runs.Where(r => r.Id == created.Run.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Running).SetProperty(r => r.LeaseUntil, TimeProvider.System.GetUtcNow().AddHours(1)));
        await db.RunSteps.Where(s => s.RunId == created.Run.Id).ExecuteDeleteAsync();
        db.RunSteps.Add(new RunStep
        {
            RunId = created.Run.Id, Seq = 1, Kind = RunStepKind.Tool, Status = status, Name = "write_file", Payload = """{"path":"src/App.tsx","content":"…"}""", StartedAt = TimeProvider.System.GetUtcNow(),
        });
        await db.SaveChangesAsync();
    }

    private async Task SetTierAsync(ApiUser user, string tier)
    {
        await using var db = await api.DbAsync();
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Tier, tier));
    }
}
