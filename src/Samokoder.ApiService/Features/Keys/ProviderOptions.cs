namespace Samokoder.ApiService.Features.Keys;

/// <param name="AllowPrivate">Whether providers may be inside this network.</param>
internal sealed record ProviderOptions(bool AllowPrivate);
