using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.AgentService.Sandboxes.Egress;
using Samokoder.Contracts;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>What sandboxes tried to reach, for the API, which has checked who asks.</summary>
internal static class EgressEndpoints
{
    /// <summary>Longer names than DNS allows are cut: they come from the code inside.</summary>
    private const int MaxHost = 253;

    public static RouteGroupBuilder MapEgress(this RouteGroupBuilder group)
    {
        group.MapGet("/projects/{projectId:guid}/egress", List);
        return group;
    }

    /// <summary>Newest first; as many as are kept.</summary>
    private static JsonHttpResult<EgressLog> List(Guid projectId, ISandboxEgress egress) =>
        TypedResults.Json(new EgressLog(egress.Mode, [.. egress.Log(projectId).Reverse().Select(EntryOf)]), ContractJson.Options);

    private static EgressEntry EntryOf(EgressAttempt attempt) => new(
        attempt.At, attempt.Host.Length > MaxHost ? attempt.Host[..MaxHost] : attempt.Host, attempt.Port, attempt.Refusal is null, attempt.Refusal, attempt.Kind);
}
