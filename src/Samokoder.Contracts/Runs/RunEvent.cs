using System.Text.Json;

namespace Samokoder.Contracts.Runs;

/// <summary>One event of a run as the stream carries it.</summary>
/// <param name="Id">Position among the run's durable events, from 1 without gaps; null for live-only deltas.</param>
/// <param name="Type">One of the types that <see cref="IRunEventData"/> implementations name.</param>
/// <param name="Data">The payload; <see cref="Read{T}"/> gives it its type.</param>
public sealed record RunEvent(long? Id, Guid RunId, string Type, DateTimeOffset At, JsonElement Data)
{
    public static RunEvent Create<T>(Guid runId, T data, DateTimeOffset at, long? id = null)
        where T : IRunEventData =>
        new(id, runId, T.Type, at, JsonSerializer.SerializeToElement(data, ContractJson.Options));

    /// <summary>The payload as <typeparamref name="T"/>; call it only after comparing <see cref="Type"/>.</summary>
    public T Read<T>()
        where T : IRunEventData =>
        Data.Deserialize<T>(ContractJson.Options) ?? throw new JsonException($"The data of a {Type} event is null.");
}
