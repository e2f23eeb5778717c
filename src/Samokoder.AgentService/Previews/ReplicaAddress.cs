using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Previews;

/// <summary>Where other services reach this replica.</summary>
internal sealed class ReplicaAddress(IOptions<PreviewRunOptions> options, IConfiguration configuration)
{
    /// <summary><c>Preview:OwnerUrl</c>, or the first of this service's own addresses; null when it has none.</summary>
    public string? Url => options.Value.OwnerUrl ?? FirstOf(configuration["urls"] ?? configuration["ASPNETCORE_URLS"]);

    private static string? FirstOf(string? urls)
    {
        var first = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return first?.Replace("://+", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://*", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
            .Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal);
    }
}
