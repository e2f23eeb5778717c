using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Samokoder.ServiceDefaults.Security;

/// <summary>The bearer token (<c>Internal:ServiceToken</c>) with which our services call each other's <c>/internal</c> endpoints.</summary>
public static class ServiceToken
{
    private const string KeyName = "Internal:ServiceToken";

    /// <summary>Refuses, with 401 and no body, what does not carry the token. Compared in constant time.</summary>
    public static RouteGroupBuilder RequireServiceToken(this RouteGroupBuilder group, IConfiguration configuration)
    {
        var expected = Encoding.UTF8.GetBytes($"Bearer {Read(configuration)}");
        group.AddEndpointFilter(async (context, next) =>
        {
            var given = Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers.Authorization.ToString());
            return CryptographicOperations.FixedTimeEquals(given, expected) ? await next(context) : TypedResults.Unauthorized();
        });
        return group;
    }

    /// <summary>Sends the token with every request of this client.</summary>
    public static IHttpClientBuilder AddServiceToken(this IHttpClientBuilder http) =>
        http.ConfigureHttpClient((services, client) => client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", Read(services.GetRequiredService<IConfiguration>())));

    private static string Read(IConfiguration configuration) =>
        configuration[KeyName] is { Length: >= 16 } token
            ? token
            : throw new InvalidOperationException($"{KeyName} must be set to a secret of at least 16 characters, the same for all services.");
}
