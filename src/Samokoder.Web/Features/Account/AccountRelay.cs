using System.Net.Http.Json;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.ServiceDefaults.Security;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Features.ApiProxy;
using Samokoder.Web.Features.Preferences;
using Samokoder.Web.Features.Session;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Account;

/// <summary>Calls the API for a plain form of the browser and hands the cookies that it sets on to the browser.</summary>
internal sealed class AccountRelay(ApiTransport transport, SessionCookies session, SessionTokens tokens)
{
    private static readonly string[] CookiesToPassOn = [ServiceNames.KnownDeviceCookie, ServiceNames.GitHubProvenCookie, ServiceNames.RefreshTokenCookie];

    public Task<ApiResult<AccessToken>> LoginAsync(LoginRequest body, HttpContext context) => SignInAsync("login", body, context);

    public Task<ApiResult<AccessToken>> ConfirmAsync(ConfirmRegistrationRequest body, HttpContext context) => SignInAsync("register/confirm", body, context);

    /// <summary>The code of a person whom GitHub vouched for, in this browser.</summary>
    public Task<ApiResult<AccessToken>> GitHubCodeAsync(GitHubCodeRequest body, HttpContext context) => SignInAsync("github/code", body, context);

    /// <summary>Signs in, or says what has to happen before.</summary>
    public async Task<ApiResult<Registered>> RegisterAsync(RegisterRequest body, HttpContext context)
    {
        var answer = await PostAsync("register", body, context, ReadRegistrationAsync);
        if (!answer.Ok)
            return answer.Failure;
        if (answer.Value.Next is { } next)
            return new Registered.Waiting(next);
        var signedIn = await TakeAsync(answer.Value.User!, answer.Value.Cookies, context);
        return signedIn.Ok ? new Registered.SignedIn(signedIn.Value) : signedIn.Failure;
    }

    /// <summary>Succeeds whether the e-mail has an account or not.</summary>
    public async Task<ApiResult<Nothing>> ForgotAsync(ForgotPasswordRequest body, HttpContext context) =>
        await PostAsync("password/forgot", body, context, static (_, _) => Task.FromResult(default(Nothing)));

    /// <summary>Sets a new password; it does not sign in.</summary>
    public async Task<ApiResult<Nothing>> ResetAsync(ResetPasswordRequest body, HttpContext context)
    {
        var answer = await PostAsync("password/reset", body, context, static (response, _) => Task.FromResult(Cookies(response)));
        if (!answer.Ok)
            return answer.Failure;
        Relay(answer.Value, context);
        return default(Nothing);
    }

    public async Task<ApiResult<SignInOptions>> GetOptionsAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/auth/options");
        ForwardedFor.Write(request, context);
        return await transport.SendAsync(
            request, static async (response, ct) => await response.Content.ReadFromJsonAsync<SignInOptions>(ContractJson.Options, ct) ?? throw new System.Text.Json.JsonException("null"),
            context.RequestAborted);
    }

    /// <summary>The browser is signed out even when the API cannot be reached: its tokens then die of age.</summary>
    public async Task LogoutAsync(HttpContext context)
    {
        using var request = Request("logout", context);
        request.Headers.TryAddWithoutValidation(HeaderNames.Cookie, context.Request.Headers.Cookie.ToString());
        request.Headers.TryAddWithoutValidation(HeaderNames.Origin, $"{context.Request.Scheme}://{context.Request.Host}");
        var answer = await transport.SendAsync(request, static (response, _) => Task.FromResult(Cookies(response)), context.RequestAborted);
        if (answer.Ok)
            Relay(answer.Value, context);
        foreach (var name in new[] { SessionCookies.HintCookie, ServiceNames.AccessTokenCookie, ServiceNames.RefreshTokenCookie })
            context.Response.Cookies.Delete(HostCookie.NameOn(context.Request, name), new CookieOptions { Path = "/", Secure = context.Request.IsHttps });
        if (context.User.FindFirst("sid")?.Value is { } sessionId)
            tokens.Forget(sessionId);
    }

    private async Task<ApiResult<AccessToken>> SignInAsync(string action, object body, HttpContext context)
    {
        var answer = await PostAsync(action, body, context, ReadAsync);
        return answer.Ok ? await TakeAsync(answer.Value.User, answer.Value.Cookies, context) : answer.Failure;
    }

    private async Task<ApiResult<T>> PostAsync<T>(string action, object body, HttpContext context, Func<HttpResponseMessage, CancellationToken, Task<T>> read)
    {
        using var request = Request(action, context);
        request.Headers.TryAddWithoutValidation(HeaderNames.Origin, $"{context.Request.Scheme}://{context.Request.Host}");
        var cookies = CookiesToPassOn.Select(name => HostCookie.NameOn(context.Request, name)).Where(context.Request.Cookies.ContainsKey)
            .Select(name => $"{name}={Uri.EscapeDataString(context.Request.Cookies[name]!)}").ToList();
        if (cookies.Count > 0)
            request.Headers.TryAddWithoutValidation(HeaderNames.Cookie, string.Join("; ", cookies));
        request.Content = JsonContent.Create(body, body.GetType(), options: ContractJson.Options);
        return await transport.SendAsync(request, read, context.RequestAborted);
    }

    private async Task<ApiResult<AccessToken>> TakeAsync(UserInfo user, StringValues cookies, HttpContext context)
    {
        Relay(cookies, context);
        UseLanguageOf(user, context);
        return await session.ObserveAsync(cookies, context) is { } token
            ? token
            : new ApiFailure(500, ErrorCodes.Internal, null);
    }

    private static HttpRequestMessage Request(string action, HttpContext context)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"v1/auth/{action}");
        ForwardedFor.Write(request, context);
        request.Headers.TryAddWithoutValidation(HeaderNames.UserAgent, context.Request.Headers.UserAgent.ToString());
        return request;
    }

    private static async Task<(UserInfo User, StringValues Cookies)> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadFromJsonAsync<SignedIn>(ContractJson.Options, ct);
        return (body?.User ?? throw new System.Text.Json.JsonException("No user in the answer."), Cookies(response));
    }

    private static async Task<(UserInfo? User, string? Next, StringValues Cookies)> ReadRegistrationAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.StatusCode != System.Net.HttpStatusCode.Accepted)
        {
            var (user, cookies) = await ReadAsync(response, ct);
            return (user, null, cookies);
        }

        var pending = await response.Content.ReadFromJsonAsync<RegistrationPending>(ContractJson.Options, ct);
        return (null, pending?.Next ?? throw new System.Text.Json.JsonException("Nothing next in the answer."), StringValues.Empty);
    }

    private static StringValues Cookies(HttpResponseMessage response) =>
        response.Headers.TryGetValues(HeaderNames.SetCookie, out var values) ? new StringValues([.. values]) : StringValues.Empty;

    private static void Relay(StringValues cookies, HttpContext context)
    {
        foreach (var cookie in cookies)
            context.Response.Headers.Append(HeaderNames.SetCookie, cookie);
    }

    private static void UseLanguageOf(UserInfo user, HttpContext context)
    {
        if (user.Locale is { } locale && Texts.Languages.Contains(locale) && !context.Request.Cookies.ContainsKey(LanguageCookie.Name))
            LanguageCookie.Write(context, locale);
    }
}
