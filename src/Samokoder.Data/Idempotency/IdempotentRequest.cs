namespace Samokoder.Data.Idempotency;

/// <summary>A request with an <c>Idempotency-Key</c> that has been carried out, and its answer.</summary>
public sealed class IdempotentRequest
{
    public Guid UserId { get; init; }

    /// <summary>Method and route, as <c>POST /v1/projects</c>.</summary>
    public required string Route { get; init; }

    /// <summary>What the client chose.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of address and body: the same key must not be used for another request.</summary>
    public required byte[] RequestHash { get; init; }

    /// <summary>The answer, encrypted, because it may hold a secret that is shown once. Empty only inside the transaction that makes it.</summary>
    public required byte[] Answer { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}
