using Microsoft.Extensions.Caching.Memory;
using Samokoder.ApiService.Features.Keys;
using Samokoder.Data.Keys;
using Samokoder.Data.Models;

namespace Samokoder.ApiService.Features.Models;

/// <summary>Remembers for a few minutes what a provider offers. A changed key is a new entry.</summary>
internal sealed class ProviderModelCache(ProviderClient client) : IDisposable
{
    private const int MostEntries = 10_000;

    private static readonly TimeSpan Good = TimeSpan.FromMinutes(5);

    /// <summary>Short, so that a provider that comes back is seen soon.</summary>
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(20);

    /// <summary>The list should not wait for a provider that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MostEntries });

    /// <summary>Names without the provider; none when it does not answer as it should.</summary>
    public async Task<IReadOnlyList<string>> GetAsync(LlmProvider provider, ProviderKey key, string apiKey, CancellationToken cancellationToken)
    {
        return await GetAsync((key.UserId, key.Provider, key.UpdatedAt), provider, provider.BaseUrlOf(key), apiKey, cancellationToken);
    }

    /// <summary>Of a provider that anybody here may use without a key.</summary>
    public Task<IReadOnlyList<string>> GetAsync(LlmProvider provider, CancellationToken cancellationToken) => provider.BaseUrl is { } baseUrl
        ? GetAsync(provider.Name, provider, baseUrl, "", cancellationToken)
        : Task.FromResult<IReadOnlyList<string>>([]);

    private async Task<IReadOnlyList<string>> GetAsync(object entry, LlmProvider provider, string baseUrl, string apiKey, CancellationToken cancellationToken)
    {
        if (_cache.TryGetValue(entry, out IReadOnlyList<string>? known))
            return known!;
        var answer = await AskAsync(provider, baseUrl, apiKey, cancellationToken);
        _cache.Set(entry, answer.Models, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = answer.Ok ? Good : Bad });
        return answer.Models;
    }

    public void Dispose() => _cache.Dispose();

    private async Task<ProviderAnswer> AskAsync(LlmProvider provider, string baseUrl, string apiKey, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await client.ListModelsAsync(provider, baseUrl, apiKey, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProviderAnswer.Failed(Contracts.ErrorCodes.LlmUnreachable, "The provider did not answer in time.");
        }
    }
}
