using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Files;
using Samokoder.Contracts.Keys;
using Samokoder.Contracts.Mcp;
using Samokoder.Contracts.Models;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.Tests.Web.Support;

/// <summary>
/// The API's contract over a real socket, with everything in memory and runs that play a <see cref="RunScript"/>. It stands in for
/// ApiService where a test is about Web: it can cut event streams, end sessions and go away.
/// </summary>
internal sealed class FakeApi : IAsyncDisposable
{
    public static readonly string SigningKey = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _refreshTokens = new(StringComparer.Ordinal);

    private FakeApi(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public ConcurrentDictionary<Guid, FakeProject> Projects { get; } = new();

    public ConcurrentDictionary<Guid, FakeRun> Runs { get; } = new();

    public ConcurrentQueue<RecordedRequest> Requests { get; } = new();

    public ConcurrentDictionary<string, KeyInfo> Keys { get; } = new(StringComparer.Ordinal);

    public FakeMoney Money { get; } = new();

    public FakeSharing Sharing { get; } = new();

    public FakeAttachments Attachments { get; } = new();

    /// <summary>The MCP servers of every project, by name.</summary>
    public ConcurrentDictionary<string, PutMcpServerRequest> Mcp { get; } = new(StringComparer.Ordinal);

    /// <summary>What projects tried to reach.</summary>
    public EgressLog Egress { get; set; } = new(EgressMode.AllowList, []);

    /// <summary>Of every project, newest first.</summary>
    public IReadOnlyList<CheckpointInfo> Checkpoints { get; set; } = [];

    /// <summary>Why the next requests are refused; null: they are not.</summary>
    public string? RefusesRunsWith { get; set; }

    /// <summary>How long the access tokens live that are issued from now on.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>What a run does; by the run's prompt.</summary>
    public Func<FakeRun, RunScript> Script { get; set; } = RunScript.ShoppingList;

    /// <summary>Where previews are; null while there is none.</summary>
    public string? PreviewUrl { get; set; }

    public static async Task<FakeApi> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            foreach (var converter in ContractJson.Options.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });
        var app = builder.Build();
        var api = new FakeApi(app);
        api.Map(app);
        await app.StartAsync();
        api.Address = new Uri(app.Urls.First());
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var run in Runs.Values)
            run.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    /// <summary>An access token as the real API issues them.</summary>
    public static string Token(string sessionId, DateTimeOffset expires, string type = "access", string? key = null, Guid? user = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "samokoder",
            Audience = "samokoder",
            Expires = expires.UtcDateTime,
            IssuedAt = expires.UtcDateTime.AddMinutes(-15),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = (user ?? Guid.CreateVersion7()).ToString(),
                ["sid"] = sessionId,
                ["jti"] = Guid.CreateVersion7().ToString(),
                ["type"] = type,
            },
            SigningCredentials = new(new SymmetricSecurityKey(Convert.FromBase64String(key ?? SigningKey)), SecurityAlgorithms.HmacSha256),
        });

    public void EndAllSessions() => _refreshTokens.Clear();

    /// <summary>A project with one finished run, for lists.</summary>
    public FakeProject AddProject(string name, string prompt, RunStatus status = RunStatus.Succeeded, TimeSpan age = default)
    {
        var project = new FakeProject(Guid.CreateVersion7(), name, TimeProvider.System.GetUtcNow() - age);
        Projects[project.Id] = project;
        var run = new FakeRun(project.Id, prompt, ServiceNames.DemoModelId, TimeProvider.System.GetUtcNow() - age);
        run.Add(new RunStatusChanged(status));
        Runs[run.Id] = run;
        return project;
    }

    private void Map(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            Requests.Enqueue(new(context.Request.Method, context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await next();
        });
        var v1 = app.MapGroup("/v1");
        v1.MapPost("/auth/register", (RegisterRequest body, HttpContext context) => Register(body, context));
        v1.MapPost("/auth/login", (LoginRequest body, HttpContext context) => Login(body, context));
        v1.MapPost("/auth/refresh", Refresh);
        v1.MapPost("/auth/logout", Logout);
        var mine = v1.MapGroup("").AddEndpointFilter(async (invocation, next) =>
            IsSignedIn(invocation.HttpContext) ? await next(invocation) : Problem(401, ErrorCodes.Unauthenticated, "Sign in."));
        mine.MapGet("/auth/me", () => _accounts.Values.First().Info);
        mine.MapGet("/projects", ListProjects);
        mine.MapPost("/projects", CreateProject);
        mine.MapGet("/projects/{id:guid}", (Guid id) => Projects.TryGetValue(id, out var p) ? Results.Ok(Info(p)) : NotFound());
        mine.MapPatch("/projects/{id:guid}", (Guid id, UpdateProjectRequest body) => Rename(id, body));
        mine.MapDelete("/projects/{id:guid}", (Guid id) => Projects.TryRemove(id, out _) ? Results.NoContent() : NotFound());
        mine.MapGet("/projects/{id:guid}/runs", (Guid id) => new Page<RunInfo>([.. RunsOf(id).Reverse().Select(r => r.Info)]));
        mine.MapPost("/projects/{id:guid}/runs", CreateRun);
        mine.MapAttachments(Attachments);
        mine.MapSharing(Sharing);
        mine.MapMcp(Mcp);
        mine.MapGet("/projects/{id:guid}/egress", () => Egress);
        mine.MapGet("/projects/{id:guid}/checkpoints", () => new Page<CheckpointInfo>(Checkpoints));
        mine.MapGet("/projects/{id:guid}/messages", Messages);
        mine.MapGet("/projects/{id:guid}/files", (Guid id) => new FileTree([.. Projects[id].Files.Select(f => new FileEntry(f.Key, FileKind.File, f.Value.Length, TimeProvider.System.GetUtcNow()))]));
        mine.MapGet("/projects/{id:guid}/files/{**path}", (Guid id, string path) => Projects[id].Files.TryGetValue(path, out var text) ? Results.Text(text, "text/plain; charset=utf-8") : NotFound());
        mine.MapGet("/projects/{id:guid}/preview", (Guid id) => Preview(id));
        mine.MapPost("/projects/{id:guid}/preview/start", (Guid id) => Preview(id));
        mine.MapGet("/runs/{id:guid}", (Guid id) => Runs.TryGetValue(id, out var r) ? Results.Ok(r.Info) : NotFound());
        mine.MapPost("/runs/{id:guid}/cancel", (Guid id) => Cancel(id));
        mine.MapPost("/runs/{id:guid}/answer", (Guid id, AnswerRequest body) => Answer(id, body));
        mine.MapGet("/runs/{id:guid}/events", Events);
        mine.MapGet("/keys", () => new Page<KeyInfo>([.. Keys.Values]));
        mine.MapPut("/keys/{provider}", PutKey);
        mine.MapDelete("/keys/{provider}", (string provider) => Keys.TryRemove(provider, out _) ? Results.NoContent() : NotFound());
        mine.MapPost("/keys/{provider}/test", (string provider) => new KeyTestResult(true, null, "The key works.", ["model-a", "model-b"]));
        mine.MapMoney(Money);
        mine.MapGet("/models", () => new Page<ModelInfo>(
        [
            new(ServiceNames.DemoModelId, "demo", "Demo builder", "Built-in generator", null, null, 0, 0, new(true, false)),
            .. Keys.ContainsKey("openai") ? new[] { new ModelInfo("openai/big-model", "openai", "Big Model", "Good at code", 400_000, 128_000, 1.25m, 10m, new(true, true)), new ModelInfo("openai/blind-model", "openai", "Blind Model", "Reads only", 128_000, 16_000, .25m, 1m, new(true, false)) } : [],
        ]));
    }

    private IResult Register(RegisterRequest body, HttpContext context)
    {
        if (body.Password == "password1")
            return Problem(400, ErrorCodes.WeakPassword, "This password is among the most common ones.");
        var account = new Account(new(Guid.CreateVersion7(), body.Email, body.Email.Split('@')[0], "team", IsAdmin: false, Locale: null), body.Password);
        if (!_accounts.TryAdd(body.Email, account))
            return Problem(409, ErrorCodes.EmailTaken, "There is an account with this e-mail already.");
        SignIn(account, Guid.CreateVersion7().ToString(), context);
        return Results.Json(new SignedIn(account.Info), statusCode: 201);
    }

    /// <summary>Asked for at every sign-in when it is set.</summary>
    public string? SecondFactorCode { get; set; }

    /// <summary>What the browser of the last sign-in was known by.</summary>
    public string? KnownDevice { get; private set; }

    private IResult Login(LoginRequest body, HttpContext context)
    {
        if (!_accounts.TryGetValue(body.Email, out var account) || account.Password != body.Password)
            return Problem(401, ErrorCodes.InvalidCredentials, "E-mail or password is wrong.");
        if (SecondFactorCode is { } code && body.Code != code)
            return Problem(401, body.Code is null ? ErrorCodes.CodeRequired : ErrorCodes.CodeInvalid, "A code is needed.");
        KnownDevice = context.Request.Cookies[ServiceNames.KnownDeviceCookie];
        SignIn(account, Guid.CreateVersion7().ToString(), context);
        return Results.Ok(new SignedIn(account.Info));
    }

    private IResult Refresh(HttpContext context)
    {
        var old = context.Request.Cookies[ServiceNames.RefreshTokenCookie];
        if (old is null || !_refreshTokens.TryRemove(old, out var owner))
            return Problem(401, ErrorCodes.SessionEnded, "The session has ended.");
        var (email, sid) = (owner.Split('|')[0], owner.Split('|')[1]);
        SignIn(_accounts[email], sid, context);
        return Results.Ok(new SignedIn(_accounts[email].Info));
    }

    private IResult Logout(HttpContext context)
    {
        if (context.Request.Cookies[ServiceNames.RefreshTokenCookie] is { } token)
            _refreshTokens.TryRemove(token, out _);
        context.Response.Cookies.Delete(ServiceNames.AccessTokenCookie);
        context.Response.Cookies.Delete(ServiceNames.RefreshTokenCookie);
        return Results.NoContent();
    }

    private void SignIn(Account account, string sessionId, HttpContext context)
    {
        var refresh = RandomNumberGenerator.GetHexString(32);
        _refreshTokens[refresh] = $"{account.Info.Email}|{sessionId}";
        var options = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" };
        context.Response.Cookies.Append(ServiceNames.AccessTokenCookie, Token(sessionId, TimeProvider.System.GetUtcNow() + TokenLife, user: account.Info.Id), options);
        context.Response.Cookies.Append(ServiceNames.RefreshTokenCookie, refresh, options);
    }

    private static bool IsSignedIn(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : context.Request.Cookies[ServiceNames.AccessTokenCookie];
        return token is not null && new JsonWebToken(token).ValidTo > TimeProvider.System.GetUtcNow().UtcDateTime;
    }

    private Page<ProjectInfo> ListProjects(int limit = 50, string? cursor = null)
    {
        var all = Projects.Values.OrderByDescending(p => p.CreatedAt).Select(Info).ToList();
        var start = int.Parse(cursor ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var page = all.Skip(start).Take(limit).ToList();
        return new(page, start + limit < all.Count ? (start + limit).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    private IResult CreateProject(CreateProjectRequest body)
    {
        if (string.IsNullOrWhiteSpace(body.Prompt))
            return Problem(400, ErrorCodes.ValidationFailed, "The prompt is empty.");
        var project = new FakeProject(Guid.CreateVersion7(), body.Name ?? body.Prompt.Split([',', ':', '.'])[0], TimeProvider.System.GetUtcNow());
        Projects[project.Id] = project;
        var run = Start(project.Id, body.Prompt, body.Model);
        Attachments.Keep(run, body.Attachments);
        return Results.Json(new ProjectCreated(Info(project), run.Info), statusCode: 201);
    }

    private IResult CreateRun(Guid id, CreateRunRequest body)
    {
        if (RefusesRunsWith is { } code)
            return Problem(402, code, "Refused.");
        var run = Start(id, body.Prompt, body.Model);
        Attachments.Keep(run, body.Attachments);
        return Results.Accepted(null, new RunCreated(run.Info));
    }

    private IResult Rename(Guid id, UpdateProjectRequest body)
    {
        if (!Projects.TryGetValue(id, out var project))
            return NotFound();
        project.Name = body.Name ?? project.Name;
        return Results.Ok(Info(project));
    }

    public FakeRun Start(Guid projectId, string prompt, string? model)
    {
        var before = RunsOf(projectId).LastOrDefault();
        var run = new FakeRun(projectId, prompt, model ?? ServiceNames.DemoModelId, TimeProvider.System.GetUtcNow());
        Runs[run.Id] = run;
        run.Play(Script(run), Projects[projectId], before);
        return run;
    }

    private IEnumerable<FakeRun> RunsOf(Guid projectId) => Runs.Values.Where(r => r.ProjectId == projectId).OrderBy(r => r.Info.CreatedAt);

    private Page<MessageInfo> Messages(Guid id) =>
        new([.. RunsOf(id).SelectMany(r => r.Messages().Prepend(new(Guid.CreateVersion7(), r.Id, MessageRole.User, r.Info.Prompt, r.Info.CreatedAt)))]);

    private PreviewInfo Preview(Guid id) =>
        Projects[id].Preview with { Url = Projects[id].Preview.Status == PreviewStatus.Running ? PreviewUrl : null, Share = Sharing.Of(id) };

    private IResult Cancel(Guid id)
    {
        Runs[id].Cancel();
        return Results.Accepted();
    }

    private IResult Answer(Guid id, AnswerRequest body)
    {
        Runs[id].Answer(body);
        return Results.Accepted();
    }

    /// <summary>Like the real API: the headers go out at once, also when nothing is new.</summary>
    private async Task Events(Guid id, HttpContext context, CancellationToken ct)
    {
        if (!Runs.TryGetValue(id, out var run))
        {
            await NotFound().ExecuteAsync(context);
            return;
        }

        var after = long.TryParse(context.Request.Headers["Last-Event-ID"], out var last) ? last : 0;
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(ct);
        await foreach (var e in run.ReadAsync(after, ct))
        {
            var line = e.Id is { } number ? $"id: {number}\n" : "";
            await context.Response.WriteAsync($"{line}event: {e.Type}\ndata: {JsonSerializer.Serialize(e, ContractJson.Options)}\n\n", ct);
            await context.Response.Body.FlushAsync(ct);
        }
    }

    private IResult PutKey(string provider, PutKeyRequest body)
    {
        if (provider == "custom" && !Uri.TryCreate(body.BaseUrl, UriKind.Absolute, out _))
            return Results.Problem(statusCode: 400, title: "Invalid", extensions: [new("code", ErrorCodes.ValidationFailed), new("errors", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["baseUrl"] = ["An absolute http address is needed."] })]);
        var now = TimeProvider.System.GetUtcNow();
        return Results.Ok(Keys[provider] = new(provider, "…" + body.ApiKey[^Math.Min(4, body.ApiKey.Length)..], body.BaseUrl, now, now));
    }

    private ProjectInfo Info(FakeProject project)
    {
        var last = RunsOf(project.Id).LastOrDefault()?.Info;
        var status = last?.Status switch
        {
            null => ProjectStatus.Empty,
            RunStatus.Queued or RunStatus.Running => ProjectStatus.Building,
            RunStatus.Waiting => ProjectStatus.Waiting,
            RunStatus.Succeeded => ProjectStatus.Ready,
            _ => ProjectStatus.Failed,
        };
        return new(project.Id, project.Name, "", status, "react-vite", "p" + project.Id.ToString("N"), project.CreatedAt, project.CreatedAt, last);
    }

    private static IResult NotFound() => Problem(404, ErrorCodes.NotFound, "Not found.");

    private static IResult Problem(int status, string code, string detail) =>
        Results.Problem(statusCode: status, title: code, detail: detail, extensions: [new("code", code)]);

    private sealed record Account(UserInfo Info, string Password);
}

internal sealed record RecordedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);

internal sealed class FakeProject(Guid id, string name, DateTimeOffset createdAt)
{
    public Guid Id { get; } = id;

    public string Name { get; set; } = name;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public ConcurrentDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public PreviewInfo Preview { get; set; } = new(PreviewStatus.Stopped, null, null, null);
}
