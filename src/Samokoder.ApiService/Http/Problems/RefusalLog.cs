using Samokoder.ApiService.Features.Auth;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>A line for every request that was refused, with the pattern of its route and never its address: what somebody put into one may be a secret.</summary>
internal static class RefusalLog
{
    private const string NoRoute = "(no route)";

    public static void Write(HttpContext context, int status, string code)
    {
        if (status is < 400 or >= 500)
            return;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? NoRoute;
        context.RequestServices.GetRequiredService<SecurityLog>().Refused(
            status, code, Method(context.Request.Method), route, Caller.From(context.User)?.UserId, context.ClientAddress());
    }

    /// <summary>A client may make one up.</summary>
    private static string Method(string method) => method.Length <= 10 && method.All(char.IsAsciiLetter) ? method : "(another)";
}
