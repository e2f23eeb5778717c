using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Contracts.Users;
using Samokoder.Data.Runs;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.ApiService;

/// <summary>Mails about notifications, by a real queue and a server that speaks SMTP.</summary>
[Collection(ApiTests.Name)]
public sealed class NotificationMailTests(ApiFixture api)
{
    [Fact]
    public async Task Mails_come_about_what_the_person_chose_and_end_with_one_click()
    {
        await using var smtp = new FakeSmtp();
        await using var server = api.Start(smtp.Settings);
        using var user = await api.RegisterAsync();
        await SetAsync(server, user, ["question"]);
        await EndAsync(user, "Silent", worker => worker.SucceedAsync());
        await EndAsync(user, "Asks", worker => worker.AskAsync("Blue or green?", "Blue", "Green"));
        var mail = await smtp.WaitForAsync(user.Email);
        Assert.Equal("A question: Asks", mail.Subject);
        Assert.Contains("Blue or green?", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);

        var address = new Uri(mail.Headers["List-Unsubscribe"]!.Trim('<', '>'));
        Assert.StartsWith("https://samokoder.example/api/v1/", address.AbsoluteUri, StringComparison.Ordinal);
        using (var http = new HttpClient())
        using (var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]))
        using (var answer = await http.PostAsync(new Uri(server.Address, address.PathAndQuery.Replace("/api", "", StringComparison.Ordinal)), form))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Empty((await user.GetAsync<UserProfile>("v1/user/profile")).MailFor!);

        await EndAsync(user, "After", worker => worker.AskAsync("And now?"));
        await SetAsync(server, user, ["run", "budget"]);
        await EndAsync(user, "Fails", worker => worker.WriteAsync(new JournalEntry().ChangeStatus(RunStatus.Failed, new RunError(ErrorCodes.RunStuck, "It does not build."))));
        Assert.Equal("Not finished: Fails", (await smtp.WaitForAsync(user.Email, 2)).Subject);
        await using var db = await api.DbAsync();
        Assert.Equal(2, await db.QueuedMails.CountAsync(m => m.Recipient == user.Email));
    }

    [Fact]
    public async Task Mails_cannot_be_chosen_where_none_are_sent_and_a_false_address_ends_nothing()
    {
        using var user = await api.RegisterAsync();
        Assert.False((await user.GetAsync<UserProfile>("v1/user/profile")).CanMail);
        foreach (var wrong in new[] { "run", "everything" })
        {
            await ProblemAnswer.ExpectAsync(
                await user.SendAsync(HttpMethod.Patch, "v1/user/profile", new UpdateProfileRequest(MailFor: [wrong])), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        }

        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, $"v1/notifications/unsubscribe?token={user.Id:N}"), HttpStatusCode.BadRequest, ErrorCodes.LinkInvalid);
    }

    private static async Task SetAsync(ApiFixture.Api server, ApiUser user, string[] kinds)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", user.Cookie(ServiceNames.AccessTokenCookie));
        using var answer = await http.PatchAsJsonAsync("v1/user/profile", new UpdateProfileRequest(MailFor: kinds), ContractJson.Options);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task EndAsync(ApiUser user, string name, Func<TestWorker, Task> end)
    {
        var created = await user.CreateProjectAsync(name: name);
        await using var worker = await TestWorker.ClaimAsync(api, created.Run.Id);
        await end(worker);
    }
}
