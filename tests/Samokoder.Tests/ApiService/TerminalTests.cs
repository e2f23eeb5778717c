using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;
using Samokoder.Tests.AgentService;
using Samokoder.Tests.Support;
using StackExchange.Redis;

namespace Samokoder.Tests.ApiService;

/// <summary>Terminals through the API into real sandboxes.</summary>
[Collection(ApiTests.Name)]
public sealed class TerminalTests(ApiFixture api) : IAsyncLifetime
{
    private AgentTerminals _agent = null!;
    private ApiFixture.Api _api = null!;
    private ApiUser _user = null!;
    private Guid _project;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await AgentTerminals.StartAsync(api.Services.GetRequiredService<IConnectionMultiplexer>(), ("Terminal:MaxPerProject", "2"));
        _api = api.Start(("services:agent:http:0", _agent.Address));
        _user = new ApiUser(_api.Address);
        await _user.RegisterAsync();
        _project = (await _user.CreateProjectAsync()).Project.Id;
        _agent.CreateWorkspace(_project);
    }

    public async ValueTask DisposeAsync()
    {
        _user?.Dispose();
        if (_api is not null) await _api.DisposeAsync();
        if (_agent is not null) await _agent.DisposeAsync();
    }

    [Fact]
    public async Task A_shell_echoes_and_has_the_size_that_it_is_given()
    {
        await using var terminal = await OpenAsync("?columns=100&rows=30");
        await terminal.TypeAsync("stty size; echo $((6*7))-done\n");
        await terminal.ShownAsync("30 100", "42-done");
        await terminal.SayAsync("""{"type":"resize","columns":120,"rows":40}""");
        await terminal.SayAsync("""{"type":"resize","columns":0,"rows":99999}""");
        await terminal.SayAsync("nonsense");
        await terminal.TypeAsync("stty size; echo $((6*8))-done\n");
        await terminal.ShownAsync("40 120", "48-done");
    }

    [Fact]
    public async Task It_has_the_sandbox_that_commands_have()
    {
        await using var terminal = await OpenAsync();
        await terminal.TypeAsync("pwd; id -un; ls /root /work /home 2>&1; cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -c -i 'token\\|connectionstrings'; ls /sys/class/net | tr '\\n' ' '; echo $((6*7))-done\n");
        await terminal.ShownAsync("42-done");

        Assert.Contains("/workspace", terminal.Text, StringComparison.Ordinal);
        Assert.Contains("user\r\n", terminal.Text, StringComparison.Ordinal);
        Assert.Contains("\r\n0\r\n", terminal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("eth0", terminal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ApiFixture.ServiceToken, terminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_lost_connection_the_same_shell_is_there_with_what_it_showed_meanwhile()
    {
        var first = await OpenAsync();
        await first.TypeAsync("X=kept; echo $((6*7))-before; sleep 0.5; echo $((6*8))-meanwhile\n");
        await first.ShownAsync("42-before");
        var seen = first.Position;
        first.Cut();

        await using var again = await OpenAsync($"?session={first.Session}");
        await again.TypeAsync("echo $X-$((6*9))\n");
        await again.ShownAsync("42-before", "48-meanwhile", "kept-54");
        Assert.Equal(first.Session, again.Session);
        Assert.True(again.Replayed > 0);

        await using var rest = await OpenAsync(string.Create(CultureInfo.InvariantCulture, $"?session={first.Session}&after={seen}"));
        await rest.ShownAsync("48-meanwhile", "kept-54");
        Assert.DoesNotContain("42-before", rest.Text, StringComparison.Ordinal);
        Assert.Equal(("takenOver", null), await again.EndAsync());
        await again.CloseAsync(); // As every browser answers.
        await rest.TypeAsync("sleep 0.5; echo $X-$((6*10))\n");
        await rest.ShownAsync("kept-60");
    }

    [Fact]
    public async Task Closing_it_as_done_ends_the_shell_and_an_exit_says_its_code()
    {
        var closed = await OpenAsync();
        await closed.CloseAsync();
        await using var other = await OpenAsync($"?session={closed.Session}");
        Assert.NotEqual(closed.Session, other.Session);
        await other.TypeAsync("exit 3\n");
        Assert.Equal(("exited", 3), await other.EndAsync());
    }

    [Fact]
    public async Task A_project_has_a_limit_and_a_shell_without_a_person_makes_room()
    {
        await using var first = await OpenAsync();
        var second = await OpenAsync();
        await using var third = await OpenAsync();
        Assert.Equal(("tooMany", null), await third.EndAsync());

        second.Cut();
        while (_agent.Terminals.Find(_project, second.Session) is { IsConnected: true })
            await Task.Delay(20, Token);
        await using var fourth = await OpenAsync();
        await fourth.TypeAsync("echo $((6*7))-up\n");
        await fourth.ShownAsync("42-up");
        Assert.Null(_agent.Terminals.Find(_project, second.Session));
    }

    [Fact]
    public async Task A_client_that_says_what_it_has_shown_is_never_sent_much_more()
    {
        await using var terminal = await OpenAsync();
        await terminal.SayAsync("""{"type":"seen","position":0}""");
        await terminal.TypeAsync("head -c 3000000 /dev/zero | tr '\\0' 'x'; echo $((6*7))-done\n");
        await terminal.UntilAsync(() => terminal.Position >= 256 * 1024);
        Assert.InRange(terminal.Position, 256 * 1024, 300 * 1024);
        Assert.False(await terminal.MoreComesAsync());

        for (var stopped = terminal.Position; !terminal.Text.Contains("42-done", StringComparison.Ordinal); stopped = terminal.Position)
        {
            await terminal.SayAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"seen","position":{{stopped}}}"""));
            await terminal.UntilAsync(() => terminal.Position > stopped);
        }
        Assert.True(terminal.Position > 3_000_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shell_ends_also_when_its_client_takes_nothing_more(bool isClosed)
    {
        await using var terminal = await OpenAsync();
        await terminal.SayAsync("""{"type":"seen","position":0}""");
        await terminal.TypeAsync("yes\n");
        await terminal.UntilAsync(() => terminal.Position >= 256 * 1024);
        Assert.False(await terminal.MoreComesAsync());

        if (isClosed)
            await terminal.SayDoneAsync();
        else
            await _agent.Terminals.RemoveAsync(_project).WaitAsync(Patience, Token);
        await Wait.UntilAsync(() => _agent.Terminals.Find(_project, terminal.Session) is null);
    }

    [Fact]
    public async Task A_shell_that_goes_on_writing_is_not_kept_longer_for_it()
    {
        await using var stays = await OpenAsync();
        var left = await OpenAsync();
        await left.TypeAsync("while true; do echo $((6*7)); done\n");
        await left.ShownAsync("42");
        left.Cut();
        await Wait.UntilAsync(() => _agent.Terminals.Find(_project, left.Session) is { IsConnected: false });

        _agent.Options.KeepTime = TimeSpan.FromMilliseconds(1);
        await Wait.UntilAsync(() => _agent.Terminals.Find(_project, left.Session) is { } t && t.Alone > _agent.Options.KeepTime);
        await _agent.Terminals.TendAsync();
        Assert.Null(_agent.Terminals.Find(_project, left.Session));
        Assert.NotNull(_agent.Terminals.Find(_project, stays.Session));
    }

    [Fact]
    public async Task A_lost_connection_is_noticed_also_while_a_program_does_not_read_what_is_typed()
    {
        await using var terminal = await OpenAsync();
        await terminal.TypeAsync("stty raw -echo; echo $((6*7))-raw; sleep 600\n");
        await terminal.ShownAsync("42-raw");
        await terminal.TypeAsync(new string('x', 200_000));
        terminal.Cut();
        await Wait.UntilAsync(() => _agent.Terminals.Find(_project, terminal.Session) is { IsConnected: false });
    }

    [Fact]
    public async Task A_person_has_a_limit_over_all_projects()
    {
        _agent.Options.MaxPerPerson = 1;
        await using var first = await OpenAsync();
        var firstProject = _project;
        _project = (await _user.CreateProjectAsync()).Project.Id;
        _agent.CreateWorkspace(_project);
        await using (var second = await OpenAsync())
            Assert.Equal(("tooManyOfPerson", null), await second.EndAsync());

        first.Cut();
        await Wait.UntilAsync(() => _agent.Terminals.Find(firstProject, first.Session) is { IsConnected: false });
        await using var third = await OpenAsync();
        await third.TypeAsync("echo $((6*7))-up\n");
        await third.ShownAsync("42-up");
        Assert.Null(_agent.Terminals.Find(firstProject, first.Session));
    }

    [Fact]
    public async Task Somebody_else_finds_nothing_and_another_site_is_refused()
    {
        using var other = new ApiUser(_api.Address);
        await other.RegisterAsync();
        Assert.Equal(HttpStatusCode.NotFound, await RefusedAsync(other, other.Origin));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(_user, "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await RefusedAsync(_user, null));
        using var nobody = new ApiUser(_api.Address);
        Assert.Equal(HttpStatusCode.Unauthorized, await RefusedAsync(nobody, nobody.Origin));
        await ProblemAnswer.ExpectAsync(await _user.SendAsync(HttpMethod.Get, $"v1/projects/{_project}/terminal"), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
    }

    [Fact]
    public async Task A_token_for_scripts_opens_it_without_an_origin()
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {_user.Cookie(ServiceNames.AccessTokenCookie)}");
        await socket.ConnectAsync(AddressOf(""), Token);
        await using var terminal = await TestTerminal.OnAsync(socket);
        await terminal.TypeAsync("echo $((6*7))-done\n");
        await terminal.ShownAsync("42-done");
    }

    [Fact]
    public async Task Signing_out_ends_it_and_its_shell_at_once()
    {
        await using var terminal = await OpenAsync();
        await terminal.TypeAsync("echo $((6*7))-up\n");
        await terminal.ShownAsync("42-up");
        using (await _user.SendAsync(HttpMethod.Post, "v1/auth/logout"))
            Assert.Equal(("signedOut", null), await terminal.EndAsync());
        while (_agent.Terminals.Find(_project, terminal.Session) is not null)
            await Task.Delay(20, Token);
    }

    [Fact]
    public async Task Blocking_a_person_ends_their_shells_also_those_without_a_connection()
    {
        await using var open = await OpenAsync();
        var left = await OpenAsync();
        left.Cut();
        using var admin = new ApiUser(_api.Address);
        await admin.RegisterAsync();
        await using (var db = await api.DbAsync())
            await db.Users.Where(u => u.Id == admin.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, true), Token);
        using (var blocked = await admin.SendAsync(HttpMethod.Patch, $"v1/admin/users/{_user.Id}", new { isBlocked = true, blockedReason = "Mining" }))
            Assert.Equal(HttpStatusCode.OK, blocked.StatusCode);

        Assert.Contains((await open.EndAsync()).Reason, (string[])["signedOut", "exited"]);
        while (_agent.Terminals.Find(_project, left.Session) is not null)
            await Task.Delay(20, Token);
    }

    [Fact]
    public async Task Without_a_workspace_the_reason_is_told()
    {
        _project = (await _user.CreateProjectAsync()).Project.Id;
        await using var terminal = await OpenAsync();
        Assert.Equal("unavailable", (await terminal.EndAsync()).Reason);
        Assert.Contains("no workspace", terminal.Detail, StringComparison.Ordinal);
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Uri AddressOf(string query) => new($"{_api.Address.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal)}v1/projects/{_project}/terminal{query}");

    private async Task<TestTerminal> OpenAsync(string query = "") => await TestTerminal.OnAsync(await ConnectAsync(_user, _user.Origin, query));

    private async Task<ClientWebSocket> ConnectAsync(ApiUser user, string? origin, string query)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = user.Cookies;
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(AddressOf(query), Token);
            return socket;
        }
        catch (WebSocketException)
        {
            _refused = socket.HttpStatusCode;
            socket.Dispose();
            throw;
        }
    }

    private HttpStatusCode _refused;

    private async Task<HttpStatusCode> RefusedAsync(ApiUser user, string? origin)
    {
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(user, origin, ""));
        return _refused;
    }
}
