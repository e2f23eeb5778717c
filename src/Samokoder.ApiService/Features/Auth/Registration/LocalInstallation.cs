using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http.Security;

namespace Samokoder.ApiService.Features.Auth.Registration;

/// <summary>Whether only programs of this machine reach this installation, as with <c>./run</c> on a laptop.</summary>
internal sealed class LocalInstallation(IServer server, IOptions<OriginOptions> origins)
{
    /// <summary>Known once the server listens; before, nobody is there to ask.</summary>
    public bool IsTrue => Is(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [], origins.Value.Origin);

    /// <summary>Every address that is listened on is loopback, and people are not told to come by another name.</summary>
    internal static bool Is(ICollection<string> addresses, string? origin) =>
        addresses.Count > 0 && addresses.All(a => IsLoopback(BindingAddress.Parse(a).Host))
        && (string.IsNullOrEmpty(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopback(uri.IdnHost)));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
