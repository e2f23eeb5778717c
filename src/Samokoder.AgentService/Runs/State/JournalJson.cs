using System.Text.Json;
using Samokoder.Contracts;

namespace Samokoder.AgentService.Runs.State;

internal static class JournalJson
{
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, ContractJson.Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, ContractJson.Options) ?? throw new JsonException($"A step of the journal has no {typeof(T).Name}.");
}
