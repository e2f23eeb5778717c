using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Http.Security;

/// <summary>
/// Refuses what another site's page sends with the person's cookies (docs/adr/0041). A request that changes something must come from
/// our own origin or a configured one, and so must a WebSocket, which no browser keeps from other sites' pages. A bearer header proves by itself that no foreign page sent it: pages cannot add it unasked.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, AllowedOrigins allowed)
{
    public Task InvokeAsync(HttpContext context) => MayPass(context.Request)
        ? next(context)
        : new Refused(
            ErrorCodes.ForeignOrigin,
            "This request came from another site, or without saying from where. Open Samokoder itself and try again; scripts use a bearer token instead of cookies.")
            .ExecuteAsync(context);

    private bool MayPass(HttpRequest request)
    {
        if ((IsSafe(request.Method) && !request.HttpContext.WebSockets.IsWebSocketRequest) || request.Headers.Authorization.Count > 0)
            return true;
        return request.Headers.Origin is [{ } origin] ? allowed.Contains(origin, request) : request.Headers.Origin.Count == 0 && !HasOurCookies(request);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool HasOurCookies(HttpRequest request) =>
        HostCookie.Read(request, ServiceNames.AccessTokenCookie) is not null || HostCookie.Read(request, ServiceNames.RefreshTokenCookie) is not null;
}
