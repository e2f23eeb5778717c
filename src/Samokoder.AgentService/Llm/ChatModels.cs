using System.ClientModel;
using System.ClientModel.Primitives;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using OpenAI;
using Samokoder.AgentService.Llm.Demo;
using Samokoder.AgentService.Llm.OpenAICompatible;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Data.Keys;
using Samokoder.Data.Models;

namespace Samokoder.AgentService.Llm;

/// <summary>Makes the model that a run names, with its user's key.</summary>
internal sealed class ChatModels(
    IDbContextFactory<SamokoderDbContext> contexts, ProviderKeyProtector protector, ProviderHttp http, IServiceProvider services)
{
    private const string OpenAIBaseUrl = "https://api.openai.com/v1";

    /// <summary>Some servers need no key, but the protocol's client does.</summary>
    private const string NoKey = "none";

    /// <param name="modelId">"provider/model".</param>
    /// <exception cref="LlmException">The model or the key is not there; says what to do.</exception>
    public async Task<ChatModel> CreateAsync(Guid userId, string modelId, CancellationToken cancellationToken)
    {
        if (modelId == ServiceNames.DemoModelId)
            return new ChatModel(services.GetRequiredKeyedService<IChatClient>(ServiceNames.DemoModelId), "demo", "builder");

        var (provider, model) = Split(modelId);
        if (provider is not ("openai" or "custom")) throw Unknown(modelId);
        var key = await FindKeyAsync(userId, provider, cancellationToken);
        var prices = ModelCatalogue.Find(modelId);
        return new ChatModel(
            new ToolCallDeltaChatClient(Connect(model, key)), provider, model, prices?.InputUsdPerMillion ?? 0, prices?.OutputUsdPerMillion ?? 0);
    }

    private IChatClient Connect(string model, (string ApiKey, string BaseUrl) key)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri(key.BaseUrl),
            Transport = new HttpClientPipelineTransport(http.Client),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        return new OpenAIClient(new ApiKeyCredential(key.ApiKey), options).GetChatClient(model).AsIChatClient();
    }

    private async Task<(string ApiKey, string BaseUrl)> FindKeyAsync(Guid userId, string provider, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var key = await db.ProviderKeys.AsNoTracking().SingleOrDefaultAsync(k => k.UserId == userId && k.Provider == provider, cancellationToken);
        if (key is null)
            throw Failure(ErrorCodes.KeyMissing, $"There is no key for {provider}. Enter one in the settings, under Keys, or choose the demo model.");
        try
        {
            var apiKey = protector.Unprotect(userId, key.ProtectedKey);
            return (apiKey.Length == 0 ? NoKey : apiKey, key.BaseUrl ?? OpenAIBaseUrl);
        }
        catch (CryptographicException)
        {
            throw Failure(ErrorCodes.KeyMissing, $"The stored key for {provider} cannot be read any more. Enter it again in the settings, under Keys.");
        }
    }

    private static (string Provider, string Model) Split(string modelId)
    {
        var slash = modelId.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < modelId.Length - 1 ? (modelId[..slash], modelId[(slash + 1)..]) : throw Unknown(modelId);
    }

    private static LlmException Unknown(string modelId) =>
        Failure(ErrorCodes.ModelUnknown, $"The model {modelId} is not known here. Choose another one.");

    private static LlmException Failure(string code, string detail) => new(new LlmFailure(code, detail, Retryable: false));
}
