namespace Samokoder.Contracts.Keys;

/// <param name="ApiKey">Write-only: it is never answered again, only its last four characters. May be empty for <c>custom</c> and <c>ollama</c>.</param>
/// <param name="BaseUrl">Required for <c>custom</c>, for the others only when they are elsewhere: an absolute http(s) address, as in https://host/v1.</param>
public sealed record PutKeyRequest(string ApiKey, string? BaseUrl = null);

/// <param name="Masked">As "…1234".</param>
public sealed record KeyInfo(string Provider, string Masked, string? BaseUrl, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Result of a real call with the key.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/> when it did not work.</param>
/// <param name="Detail">A sentence for the user.</param>
public sealed record KeyTestResult(bool Ok, string? Code, string Detail, IReadOnlyList<string> Models);
