namespace Samokoder.ApiService.Http.Idempotency;

/// <summary>The endpoint creates something and takes an <c>Idempotency-Key</c>.</summary>
internal sealed class IdempotentMetadata
{
    public static readonly IdempotentMetadata Instance = new();
}

internal static class IdempotentMetadataExtensions
{
    /// <summary>
    /// A request that is repeated with the same <c>Idempotency-Key</c> is answered again instead of being carried out again (docs/adr/0060). The
    /// endpoint must change things through the request's own database context only, with <see cref="Transactions"/> instead of transactions of its own.
    /// </summary>
    public static TBuilder Idempotent<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(IdempotentMetadata.Instance);
}
