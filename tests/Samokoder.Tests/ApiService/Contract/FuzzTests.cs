using System.Globalization;
using System.Net.Http.Headers;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Projects;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>
/// Thousands of requests made from the document, from nearly right to nonsense, by somebody who knows the ids of somebody else. The seed is fixed: a
/// failure names the case, which comes again.
/// </summary>
[Collection(ApiTests.Name)]
public sealed class FuzzTests(ApiFixture api)
{
    private const int Seed = 20_260_101;
    private const int Cases = 4_000;

    /// <summary>A password hash each.</summary>
    private const int CasesOfAuth = 25;

    private const string Marker = "SECRET-OF-SOMEBODY-ELSE";

    [Fact]
    public async Task No_request_breaks_the_server_or_shows_what_is_somebody_elses()
    {
        api.WhenAgentIsAsked(ContractAgent.AnswerAsync);
        using var victim = await api.RegisterAsync($"{Marker.ToLowerInvariant()}.{Guid.CreateVersion7():N}@example.org");
        var theirs = await victim.CreateProjectAsync(Marker, Marker);
        using (await victim.SendAsync(HttpMethod.Patch, $"v1/projects/{theirs.Project.Id}", new UpdateProjectRequest(Description: Marker)))
        {
            // Its ids are known to the attacker, its words must not become so.
        }

        using var attacker = await api.RegisterAsync();
        var mine = await attacker.CreateProjectAsync();
        var operations = (await ApiDocument.ReadAsync(api.Address)).Operations.ToList();
        var random = new FuzzRandom(Seed, [theirs.Project.Id, theirs.Run.Id], [mine.Project.Id, mine.Run.Id], [theirs.Project.PreviewId, Marker]);
        var wrong = new List<string>();
        var sent = 0;
        foreach (var operation in operations)
        {
            await SignInAgainAsync(attacker);
            var cases = operation.Path.StartsWith("/v1/auth/", StringComparison.Ordinal) && operation.Method != "GET" ? CasesOfAuth : Cases / operations.Count;
            for (var i = 0; i < cases; i++, sent++)
            {
                using var request = random.Request(operation);
                request.Headers.Authorization = i % 10 == 9 ? null : new AuthenticationHeaderValue("Bearer", attacker.Cookie(ServiceNames.AccessTokenCookie));
                if (await CheckAsync(request) is { } finding)
                    wrong.Add(string.Create(CultureInfo.InvariantCulture, $"case {i} of {operation.Key} ({request.RequestUri}): {finding}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{sent} requests to {operations.Count} routes");
        Assert.True(sent > 2_000, $"only {sent} requests were sent");
    }

    /// <summary>Signing out and changing passwords are among the routes.</summary>
    private static async Task SignInAgainAsync(ApiUser attacker)
    {
        using var me = await attacker.SendAsync(HttpMethod.Get, "v1/auth/me");
        if (!me.IsSuccessStatusCode)
            await attacker.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(attacker.Email, ApiUser.Password), System.Net.HttpStatusCode.OK);
    }

    private async Task<string?> CheckAsync(HttpRequestMessage request)
    {
        using var http = new HttpClient { BaseAddress = api.Address };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var status = (int)answer.StatusCode;
        if (status >= 500)
            return $"{status}: {await answer.Content.ReadAsStringAsync()}";
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return null; // It lasts; whose run it is was looked at before it began.
        var body = await answer.Content.ReadAsStringAsync();
        if (body.Contains(Marker, StringComparison.OrdinalIgnoreCase) && request.Content is null)
            return $"it shows what is somebody else's: {body}";
        if (status >= 400 && answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return $"{status} is no problem: {body}";
        return body.Contains("   at ", StringComparison.Ordinal) || body.Contains("Exception", StringComparison.Ordinal) ? $"a stack trace: {body}" : null;
    }
}
