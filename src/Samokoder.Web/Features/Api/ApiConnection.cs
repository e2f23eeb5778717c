using System.Diagnostics;
using System.Net;

namespace Samokoder.Web.Features.Api;

/// <summary>
/// The connections to the API that the typed client and the proxy share. No retries and no overall timeout here: event streams last for
/// hours, and a repeated POST could create a second project. Callers that may repeat a request do so themselves.
/// </summary>
public sealed class ApiConnection : IDisposable
{
    public SocketsHttpHandler Handler { get; } = new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ActivityHeadersPropagator = DistributedContextPropagator.Current,
    };

    public void Dispose() => Handler.Dispose();
}
