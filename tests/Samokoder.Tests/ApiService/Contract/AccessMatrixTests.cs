using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Web.Features.Api;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>Every route of the document, as every kind of caller and with every kind of false token.</summary>
[Collection(ApiTests.Name)]
public sealed class AccessMatrixTests(ApiFixture api) : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly List<ApiUser> _users = [];
    private ApiDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        _http.BaseAddress = api.Address;
        _document = await ApiDocument.ReadAsync(api.Address);
        api.WhenAgentIsAsked(ContractAgent.AnswerAsync);
    }

    [Fact]
    public void Every_route_has_a_row_and_every_row_a_route()
    {
        var routes = _document.Operations.Select(o => o.Key).ToList();
        var missing = routes.Except(RouteTable.Rows.Keys).Select(k => $"""        ["{k}"] = Mine(200, "for scripts"), // or Owned, AdminOnly, Open""");
        Assert.True(!routes.Except(RouteTable.Rows.Keys).Any(), $"Say in RouteTable.cs who may use these routes:\n{string.Join('\n', missing)}");
        Assert.Empty(RouteTable.Rows.Keys.Except(routes));
    }

    [Fact]
    public void What_the_document_calls_open_is_open_in_the_table() =>
        Assert.All(_document.Operations.Where(o => RouteTable.Rows.ContainsKey(o.Key)), o => Assert.Equal(o.IsOpen, RouteTable.Rows[o.Key].IsOpen));

    [Fact]
    public void Every_route_has_its_method_in_the_client_of_Web_or_a_reason_why_not() => Assert.All(RouteTable.Rows, row => Assert.True(
        row.Value.Client.Contains(' ', StringComparison.Ordinal) || typeof(ApiClient).GetMethod(row.Value.Client) is not null
        || typeof(ApiClient).Assembly.GetTypes().Any(t => t.Name == row.Value.Client), $"{row.Key}: ApiClient has no {row.Value.Client}"));

    [Fact]
    public async Task Every_caller_gets_from_every_route_what_the_table_says()
    {
        var (owner, other, admin, blocked) = (await UserAsync(), await UserAsync(), await UserAsync(), await UserAsync());
        await using var db = await api.DbAsync();
        await db.Users.Where(u => u.Id != admin.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, false)); // The first of an installation is one.
        await db.Users.Where(u => u.Id == admin.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, true));
        await db.Users.Where(u => u.Id == blocked.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsBlocked, true));
        var wrong = new List<string>();
        foreach (var operation in _document.Operations.Where(o => RouteTable.Rows.ContainsKey(o.Key)))
        {
            var row = RouteTable.Rows[operation.Key];
            foreach (var (who, token, expected) in new (string, string?, int)[]
            {
                ("nobody", null, row.Nobody), ("blocked", Token(blocked), row.IsOpen ? row.Nobody : 401), ("other", await TokenAsync(other, row), row.Other),
                ("admin", row.EndsSession ? null : Token(admin), row.EndsSession ? row.Nobody : row.Admin), ("owner", await TokenAsync(owner, row), row.Owner),
            })
            {
                var status = await CallAsync(operation, row, owner, token);
                if (status != expected)
                    wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{operation.Key} as {who}: {status} instead of {expected}"));
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task No_route_believes_a_false_token()
    {
        var owner = await UserAsync();
        var gone = await UserAsync();
        var revoked = Token(gone);
        using (await gone.SendAsync(HttpMethod.Post, "v1/auth/logout"))
        {
            // From here on its token is worth nothing.
        }

        var wrong = new List<string>();
        foreach (var operation in _document.Operations.Where(o => RouteTable.Rows.TryGetValue(o.Key, out var row) && !row.IsOpen))
        {
            foreach (var (name, token) in Tokens.Forged(Token(owner)).Append(("revoked", revoked)))
            {
                var status = await CallAsync(operation, RouteTable.Rows[operation.Key], owner, token);
                if (status != 401)
                    wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{operation.Key} with a token that is {name}: {status}"));
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(200, await CallAsync(_document.Operations.Single(o => o.Key == "GET /v1/projects"), RouteTable.Rows["GET /v1/projects"], owner, Token(owner)));
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _users.ForEach(u => u.Dispose());
        return ValueTask.CompletedTask;
    }

    private async Task<ApiUser> UserAsync()
    {
        var user = await api.RegisterAsync();
        _users.Add(user);
        return user;
    }

    private static string Token(ApiUser user) => user.Cookie(ServiceNames.AccessTokenCookie)!;

    /// <summary>For a route that ends the session nobody's own is used up.</summary>
    private async Task<string> TokenAsync(ApiUser user, RouteRow row) => Token(row.EndsSession ? await UserAsync() : user);

    /// <summary>On a new project of the owner each time, so that no call sees what another has changed.</summary>
    private async Task<int> CallAsync(ApiOperation operation, RouteRow row, ApiUser owner, string? token)
    {
        var path = operation.Path.Contains('{', StringComparison.Ordinal) ? await FillAsync(operation.Path, owner) : operation.Path;
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (row.Body is { } body && operation.Method != "GET")
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)answer.StatusCode;
    }

    private async Task<string> FillAsync(string path, ApiUser owner)
    {
        var isOfProject = path.StartsWith("/v1/projects/", StringComparison.Ordinal) || path.StartsWith("/v1/runs/", StringComparison.Ordinal);
        var created = isOfProject ? await owner.CreateProjectAsync() : null;
        var id = path.StartsWith("/v1/runs/", StringComparison.Ordinal) ? created!.Run.Id : created?.Project.Id ?? Guid.CreateVersion7();
        return path.Replace("{path}", "src/App.tsx", StringComparison.Ordinal)
            .Replace("{provider}", "openai", StringComparison.Ordinal)
            .Replace("{name}", "tickets", StringComparison.Ordinal)
            .Replace("{projectId}", id.ToString(), StringComparison.Ordinal)
            .Replace("{id}", id.ToString(), StringComparison.Ordinal);
    }
}
