using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Samokoder.ServiceDefaults;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.ServiceDefaults;

public sealed class PlainErrorsTests
{
    private const string Inside = "the inside of the server, at line 4711";

    /// <summary>The framework shows a page with the exception in Development unless somebody else answers; <c>./run</c> uses that environment.</summary>
    [Fact]
    public async Task In_Development_too_a_failure_says_nothing_of_the_inside_and_the_log_says_all()
    {
        using var logs = new RecordedLogs();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UsePlainErrors();
        app.MapGet("/fails", string () => throw new InvalidOperationException(Inside));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(new Uri(app.Urls.First()), "/fails"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("Something went wrong on the server. Its log says more; try again.\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains(logs.Lines, l => l.StartsWith("Error", StringComparison.Ordinal) && l.Contains(Inside, StringComparison.Ordinal));
    }

    /// <summary>Before everything else, so that nothing of a service can fail outside of it.</summary>
    [Theory]
    [InlineData("Samokoder.PreviewGateway")]
    [InlineData("Samokoder.AgentService")]
    public void The_gateway_and_the_agent_begin_with_it(string project)
    {
        var program = File.ReadAllText(Repository.Path($"src/{project}/Program.cs"));
        Assert.StartsWith("\napp.UsePlainErrors();", program.Split("builder.Build();")[1].ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
