using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm.Failures;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Data.Keys;
using Samokoder.Data.Models;

namespace Samokoder.AgentService.Llm;

/// <summary>Makes the model that a run names, with its user's key.</summary>
internal sealed class ChatModels(
    IDbContextFactory<SamokoderDbContext> contexts, ProviderKeyProtector protector, LlmProviders providers, ProviderClients clients, ProviderHttp http,
    IServiceProvider services)
{
    /// <param name="modelId">"provider/model".</param>
    /// <exception cref="LlmException">The model or the key is not there; says what to do.</exception>
    public async Task<ChatModel> CreateAsync(Guid userId, string modelId, CancellationToken cancellationToken)
    {
        if (modelId == ServiceNames.DemoModelId)
            return new ChatModel(
                services.GetRequiredKeyedService<IChatClient>(ServiceNames.DemoModelId), "demo", "builder", ModelCatalogue.Find(modelId));
        if (providers.Split(modelId) is not var (provider, model)) throw new LlmException(LlmFailures.ModelUnknown(modelId));
        var access = await FindAccessAsync(userId, provider, cancellationToken);
        return clients.Connect(provider, model, access, ModelCatalogue.Find(modelId));
    }

    /// <summary>What the user wants tried when a model fails, best first.</summary>
    public async Task<IReadOnlyList<string>> FallbacksOfAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().Where(u => u.Id == userId).Select(u => u.FallbackModels).SingleOrDefaultAsync(cancellationToken) ?? [];
    }

    private async Task<ProviderAccess> FindAccessAsync(Guid userId, LlmProvider provider, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var key = await db.ProviderKeys.AsNoTracking().SingleOrDefaultAsync(k => k.UserId == userId && k.Provider == provider.Name, cancellationToken);
        var baseUrl = key?.BaseUrl is { } own ? provider.Normalize(own) : provider.BaseUrl;
        if (baseUrl is null || (key is null && !IsFree(provider))) throw new LlmException(LlmFailures.KeyMissing(provider.Title));
        return new ProviderAccess(key is null ? "" : Unprotect(key, provider), new Uri(baseUrl));
    }

    /// <summary>Ollama on this machine or beside it needs no key of the user, where the installation lets runs reach it.</summary>
    private bool IsFree(LlmProvider provider) => !provider.NeedsKey && provider.BaseUrl is not null && http.AllowsPrivate;

    private string Unprotect(ProviderKey key, LlmProvider provider)
    {
        try
        {
            return protector.Unprotect(key.UserId, key.ProtectedKey);
        }
        catch (CryptographicException)
        {
            throw new LlmException(LlmFailures.KeyUnreadable(provider.Title));
        }
    }
}
