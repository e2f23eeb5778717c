using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Samokoder.Tests.ApiService;

namespace Samokoder.Tests.Support.Fakes;

/// <summary>
/// GitHub's web application flow on a real socket: authorize, exchange of a code with its PKCE verifier, the user and their e-mails. It is as strict as
/// the protocol: a code is good once, for the client, the address and the verifier that it was asked with; requests of its API need a User-Agent.
/// </summary>
internal sealed class FakeGitHub : IAsyncDisposable
{
    public const string ClientId = "Ov23lifake";
    public const string ClientSecret = "a-client-secret-of-the-tests";

    private readonly ConcurrentDictionary<string, Grant> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Account> _tokens = new(StringComparer.Ordinal);
    private FakeServer _server = null!;

    /// <summary>Who sits at the browser; null says no to the question whether Samokoder may know them.</summary>
    public Account? Person { get; set; } = Account.New();

    public bool IsDown { get; set; }

    public (string Key, string Value)[] Settings =>
    [
        ("Auth:GitHub:ClientId", ClientId), ("Auth:GitHub:ClientSecret", ClientSecret), ("Auth:GitHub:BaseUrl", _server.Address.ToString()),
        ("Auth:GitHub:ApiUrl", new Uri(_server.Address, "api").ToString()),
    ];

    public Uri Address => _server.Address;

    public static async Task<FakeGitHub> StartAsync()
    {
        var github = new FakeGitHub();
        github._server = await FakeServer.StartAsync(github.AnswerAsync);
        return github;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (IsDown)
            return StatusAsync(context, 502);
        return context.Request.Path.Value switch
        {
            "/login/oauth/authorize" => AuthorizeAsync(context),
            "/login/oauth/access_token" => ExchangeAsync(context),
            "/api/user" => ApiAsync(context, a => new { id = a.Id, login = a.Login, name = a.Name }),
            "/api/user/emails" => ApiAsync(context, a => new object[]
            {
                new { email = $"{a.Id}+{a.Login}@users.noreply.github.com", primary = false, verified = true, visibility = (string?)null },
                new { email = a.Email, primary = true, verified = a.IsVerified, visibility = "private" },
            }),
            _ => StatusAsync(context, 404),
        };
    }

    private Task AuthorizeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (redirect, state, challenge) = (query["redirect_uri"].ToString(), query["state"].ToString(), query["code_challenge"].ToString());
        if (query["client_id"] != ClientId || !redirect.EndsWith("/v1/auth/github/callback", StringComparison.Ordinal) || state.Length < 40
            || challenge.Length != 43 || query["code_challenge_method"] != "S256" || query["scope"] != "user:email")
            return StatusAsync(context, 400);
        var answer = new Dictionary<string, string?>(StringComparer.Ordinal) { ["state"] = state };
        if (Person is null)
            (answer["error"], answer["error_description"]) = ("access_denied", "The user has denied your application access.");
        else
            _codes[answer["code"] = Guid.CreateVersion7().ToString("N")[12..]] = new Grant(Person, redirect, challenge);
        context.Response.Redirect(QueryHelpers.AddQueryString(redirect, answer));
        return Task.CompletedTask;
    }

    private async Task ExchangeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
            await context.Response.WriteAsJsonAsync(new { error = "incorrect_client_credentials" });
        else if (!_codes.TryRemove(form["code"].ToString(), out var grant) || grant.RedirectUri != form["redirect_uri"] || !Fits(grant.Challenge, form["code_verifier"].ToString()))
            await context.Response.WriteAsJsonAsync(new { error = "bad_verification_code", error_description = "The code passed is incorrect or expired." });
        else
            await context.Response.WriteAsJsonAsync(new { access_token = TokenOf(grant.Person), scope = "user:email", token_type = "bearer" });
    }

    private Task ApiAsync(HttpContext context, Func<Account, object> describe)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (context.Request.Headers.UserAgent.Count == 0)
            return StatusAsync(context, 403);
        return header.StartsWith("Bearer ", StringComparison.Ordinal) && _tokens.TryGetValue(header["Bearer ".Length..], out var account)
            ? context.Response.WriteAsJsonAsync(describe(account))
            : StatusAsync(context, 401);
    }

    private string TokenOf(Account person)
    {
        var token = $"gho_{Guid.CreateVersion7():N}";
        _tokens[token] = person;
        return token;
    }

    private static bool Fits(string challenge, string verifier) =>
        verifier.Length is >= 43 and <= 128 && challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    internal sealed record Account(long Id, string Login, string? Name, string Email, bool IsVerified = true)
    {
        public static Account New(string? email = null)
        {
            var id = Random.Shared.NextInt64(1_000_000, 1L << 50);
            return new Account(id, $"octo-{id}", "Octo Cat", email ?? $"g{id}@example.org");
        }
    }

    private sealed record Grant(Account Person, string RedirectUri, string Challenge);
}
