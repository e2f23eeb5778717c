using System.Collections.Frozen;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Models;

namespace Samokoder.Data.Models;

/// <summary>What is known of models without asking their provider: names, limits, prices, abilities. From <c>catalogue.json</c>.</summary>
public static class ModelCatalogue
{
    private const string Resource = "catalogue.json";

    /// <summary>In the order in which they should be offered.</summary>
    public static IReadOnlyList<ModelInfo> All { get; } = Read();

    private static readonly FrozenDictionary<string, ModelInfo> ById = All.ToFrozenDictionary(m => m.Id, StringComparer.Ordinal);

    public static ModelInfo? Find(string modelId) => ById.GetValueOrDefault(modelId);

    public static IEnumerable<ModelInfo> Of(string provider) => All.Where(m => m.Provider == provider);

    private static List<ModelInfo> Read()
    {
        using var stream = typeof(ModelCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        return JsonSerializer.Deserialize<List<ModelInfo>>(stream, ContractJson.Options)
            ?? throw new InvalidOperationException($"{Resource} is empty.");
    }
}
