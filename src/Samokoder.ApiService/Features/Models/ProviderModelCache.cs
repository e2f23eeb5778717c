using Microsoft.Extensions.Caching.Memory;
using Samokoder.ApiService.Features.Keys;
using Samokoder.Data.Keys;

namespace Samokoder.ApiService.Features.Models;

/// <summary>Remembers for a few minutes what a provider offers. A changed key is a new entry.</summary>
internal sealed class ProviderModelCache(ProviderClient provider) : IDisposable
{
    private const int MostEntries = 10_000;

    private static readonly TimeSpan Good = TimeSpan.FromMinutes(5);

    /// <summary>Short, so that a provider that comes back is seen soon.</summary>
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(20);

    /// <summary>The list should not wait for a provider that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MostEntries });

    /// <summary>Names without the provider; none when it does not answer as it should.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(ProviderKey key, string apiKey, CancellationToken cancellationToken)
    {
        var entry = (key.UserId, key.Provider, key.UpdatedAt);
        if (_cache.TryGetValue(entry, out IReadOnlyList<string>? known))
            return known!;
        var answer = await AskAsync(key, apiKey, cancellationToken);
        _cache.Set(entry, answer.Models, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = answer.Ok ? Good : Bad });
        return answer.Models;
    }

    public void Dispose() => _cache.Dispose();

    private async Task<ProviderAnswer> AskAsync(ProviderKey key, string apiKey, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await provider.ListModelsAsync(KeyProviders.BaseUrlOf(key), apiKey, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProviderAnswer.Failed(Contracts.ErrorCodes.LlmUnreachable, "The provider did not answer in time.");
        }
    }
}
