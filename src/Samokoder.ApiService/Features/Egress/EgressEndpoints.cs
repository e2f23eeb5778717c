using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Files;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Sandboxes;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Egress;

/// <summary>What a project's code tried to reach outside its sandbox.</summary>
internal static class EgressEndpoints
{
    public static void MapEgress(this RouteGroupBuilder v1) => v1.MapGet("/projects/{projectId:guid}/egress", ListAsync)
        .WithTags("Sandbox").WithName("listEgress").WithSummary("What the project's code tried to reach, newest first; the last two hundred attempts")
        .Produces<EgressLog>();

    private static async Task<Results<AgentResult, Missing>> ListAsync(
        Guid projectId, Caller caller, SamokoderDbContext db, AgentClient agent, CancellationToken cancellationToken) =>
        await db.OwnsProjectAsync(caller, projectId, cancellationToken)
            ? new AgentResult(ct => agent.SendAsync(HttpMethod.Get, $"projects/{projectId}/egress", null, ct))
            : Missing.Project;
}
