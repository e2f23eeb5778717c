using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Mail;

namespace Samokoder.Tests.ApiService;

/// <summary>Mail where no server for it is set, and what is asked of a server that is.</summary>
[Collection(ApiTests.Name)]
public sealed class DevelopmentMailTests(ApiFixture api)
{
    [Theory]
    [InlineData("", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("https://samokoder.example", false)]
    public async Task A_link_stands_in_the_log_only_where_this_machine_alone_reaches_the_installation(string origin, bool isShown)
    {
        await using var server = api.Start(("Web:Origin", origin));
        var link = $"https://samokoder.example/password/reset?token={Guid.CreateVersion7():N}";
        await server.Services.GetRequiredService<DevelopmentMailSender>().SendAsync(new("a@example.org", "A new password", link), TestContext.Current.CancellationToken);
        Assert.Equal(isShown, api.Logs.Lines.Any(l => l.Contains(link, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Outside_Development_no_mail_is_written_to_a_log()
    {
        await using var server = api.Start(("Smtp:Host", ""));
        Assert.DoesNotContain(server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>(), s => s is MailWorker);
        Assert.False(server.Services.GetRequiredService<MailSettings>().CanSend);
    }

    [Fact]
    public void A_mail_server_must_speak_TLS_unless_the_settings_say_otherwise() => Assert.Equal("starttls", new SmtpOptions().Security);

    /// <summary>The server of the test has no TLS, as one whose offer somebody in between took away.</summary>
    [Fact]
    public async Task No_mail_goes_to_a_server_without_TLS()
    {
        await using var smtp = new Support.Fakes.FakeSmtp();
        var options = new SmtpOptions { Host = "127.0.0.1", Port = smtp.Port, From = "noreply@example.org" };
        await Assert.ThrowsAsync<NotSupportedException>(
            () => new SmtpMailSender(Options.Create(options)).SendAsync(new("a@example.org", "Subject", "Text"), TestContext.Current.CancellationToken));
        Assert.Empty(smtp.Taken);
    }
}
