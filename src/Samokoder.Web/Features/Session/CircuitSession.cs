using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace Samokoder.Web.Features.Session;

/// <summary>
/// The session of one circuit. Its token comes from <see cref="SessionTokens"/>; when none is left alive the browser is asked to refresh,
/// because only the browser can receive the rotated cookies.
/// </summary>
public sealed class CircuitSession(
    AuthenticationStateProvider authentication, SessionTokens tokens, IJSRuntime script, NavigationManager navigation)
{
    private const string SecondFactorPage = "/settings/security";

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private string? _sessionId;
    private bool _ended;

    /// <summary>A token that is valid now, or null when the session ended; then the browser is on its way to the sign-in page.</summary>
    public async Task<string?> GetTokenAsync(CancellationToken cancellationToken) =>
        await FindAsync() is { } token ? token.Value : await RenewAsync(refused: null, cancellationToken);

    /// <summary>A token other than <paramref name="refused"/>, which the API answered 401 to.</summary>
    public async Task<string?> RenewAsync(string? refused, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (await FindAsync() is { } newer && newer.Value != refused)
                return newer.Value;
            if (!await AskBrowserAsync(cancellationToken))
                return End();
            return await FindAsync() is { } renewed && renewed.Value != refused ? renewed.Value : End();
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Leads to the page where the second factor is set up that this installation requires, and from there back to this one.</summary>
    public void RequireSecondFactor()
    {
        var here = "/" + navigation.ToBaseRelativePath(navigation.Uri);
        if (!here.StartsWith(SecondFactorPage, StringComparison.Ordinal))
            navigation.NavigateTo(SecondFactorPage + ReturnUrl.ToQuery(here));
    }

    private async Task<AccessToken?> FindAsync()
    {
        _sessionId ??= (await authentication.GetAuthenticationStateAsync()).User.FindFirst("sid")?.Value;
        return _sessionId is null ? null : tokens.Find(_sessionId);
    }

    private async Task<bool> AskBrowserAsync(CancellationToken cancellationToken)
    {
        if (_ended)
            return false;
        try
        {
            return await script.InvokeAsync<bool>("samokoder.renew", cancellationToken, true);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or InvalidOperationException)
        {
            // Prerendering, or the page is already gone: there is nobody to refresh.
            return false;
        }
    }

    private string? End()
    {
        if (!_ended)
        {
            _ended = true;
            var here = "/" + navigation.ToBaseRelativePath(navigation.Uri);
            navigation.NavigateTo($"/login{ReturnUrl.ToQuery(here)}", forceLoad: true);
        }

        return null;
    }
}
