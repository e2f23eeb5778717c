using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Keys;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Models;
using Samokoder.Data;
using Samokoder.Data.Keys;
using Samokoder.Data.Models;

namespace Samokoder.ApiService.Features.Models;

/// <summary>Which models a person can use: the demo model, and those of the providers that they have a key for.</summary>
internal sealed class UserModels(
    SamokoderDbContext db, ProviderKeyProtector protector, LlmProviders providers, ProviderOptions options, ProviderModelCache cache)
{
    private const int MaxLength = 200;

    /// <summary>Providers whose own lists are too long or too mixed to offer; the catalogue knows what is good of them.</summary>
    private static bool IsOffered(LlmProvider provider) => provider.Name is LlmProviders.OpenAI or LlmProviders.Anthropic;

    /// <summary>A provider that does not answer is listed with no models: the others are still of use.</summary>
    public async Task<IReadOnlyList<ModelInfo>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var keys = await db.ProviderKeys.AsNoTracking().Where(k => k.UserId == caller.UserId).OrderByDescending(k => k.Provider).ToListAsync(cancellationToken);
        var ofKeys = await Task.WhenAll(keys.Select(k => OfAsync(k, cancellationToken)));
        return [.. ModelCatalogue.Of("demo"), .. ofKeys.SelectMany(m => m), .. await FreeAsync(keys, cancellationToken)];
    }

    /// <summary>Ollama where it runs beside this installation: found by itself, without a key of the caller.</summary>
    private async Task<IEnumerable<ModelInfo>> FreeAsync(IReadOnlyList<ProviderKey> keys, CancellationToken cancellationToken)
    {
        var free = providers.All.Where(p => IsFree(p) && keys.All(k => k.Provider != p.Name)).ToList();
        var names = await Task.WhenAll(free.Select(p => cache.GetAsync(p, cancellationToken)));
        return free.Zip(names, (p, of) => of.Select(name => Describe(p.Name, name))).SelectMany(m => m);
    }

    private bool IsFree(LlmProvider provider) => !provider.NeedsKey && provider.BaseUrl is not null && options.AllowPrivate;

    private static bool IsTooLongOrOdd(string model) => model.Length > MaxLength || model.Any(char.IsControl);

    private static InvalidRequest KeyMissing(LlmProvider provider) => Problem(
        ErrorCodes.KeyMissing, $"There is no key for {provider.Name}. Add one in the settings, or choose the demo model, which needs none.");

    private static InvalidRequest NotInCatalogue(LlmProvider provider) => Problem(
        ErrorCodes.ModelUnknown, $"{provider.Name} has no such model in the catalogue. GET /v1/models lists yours.");

    /// <summary>The catalogue's models first, then what else a provider lists itself.</summary>
    private static IEnumerable<ModelInfo> Merge(LlmProvider provider, IReadOnlyList<string> names)
    {
        var known = ModelCatalogue.Of(provider.Name).Where(m => names.Count == 0 || names.Contains(m.Id[(provider.Name.Length + 1)..], StringComparer.Ordinal)).ToList();
        return known.Concat(names.Select(name => Describe(provider.Name, name)).Where(m => known.TrueForAll(k => k.Id != m.Id)));
    }

    /// <summary>Null when the caller can use the model.</summary>
    public async Task<InvalidRequest?> CheckAsync(Caller caller, string model, CancellationToken cancellationToken)
    {
        if (model == ServiceNames.DemoModelId)
            return null;
        if (IsTooLongOrOdd(model) || providers.Split(model) is not var (provider, _))
            return Problem(ErrorCodes.ModelUnknown, "There is no such model. Ids look like provider/model; GET /v1/models lists yours.");
        if (await db.ProviderKeys.FindAsync([caller.UserId, provider.Name], cancellationToken) is not { } key)
            return IsFree(provider) ? null : KeyMissing(provider);
        return key.BaseUrl is null && IsOffered(provider) && ModelCatalogue.Find(model) is null ? NotInCatalogue(provider) : null;
    }

    /// <summary>The provider itself is asked when it is a server of the user's choice; else the catalogue knows it.</summary>
    private async Task<IEnumerable<ModelInfo>> OfAsync(ProviderKey key, CancellationToken cancellationToken)
    {
        if (providers.Find(key.Provider) is not { } provider) return [];
        if (key.BaseUrl is null && IsOffered(provider)) return ModelCatalogue.Of(key.Provider);
        try
        {
            var names = await cache.GetAsync(provider, key, protector.Unprotect(key.UserId, key.ProtectedKey), cancellationToken);
            return key.BaseUrl is null ? Merge(provider, names) : names.Select(name => Describe(key.Provider, name));
        }
        catch (CryptographicException)
        {
            return []; // the test of the key says so in words
        }
    }

    private static ModelInfo Describe(string provider, string name) =>
        ModelCatalogue.Find($"{provider}/{name}") ?? new ModelInfo($"{provider}/{name}", provider, name, null, null, null, null, null, new ModelAbilities(Tools: true, Vision: false));

    private static InvalidRequest Problem(string code, string detail) =>
        new(code, detail) { Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["model"] = [detail] } };
}
