using Microsoft.EntityFrameworkCore;
using Samokoder.Data;
using Samokoder.Messaging.Previews;
using Samokoder.Messaging.Sandboxes;
using StackExchange.Redis;

namespace Samokoder.ApiService.Features.Terminals;

/// <summary>Which replica of AgentService a project's terminals belong to: the one that has some, else the one that runs its preview, else any.</summary>
internal sealed class TerminalOwner(SamokoderDbContext db, TerminalDirectory terminals, PreviewDirectory previews)
{
    /// <summary>A base address; null for any replica.</summary>
    public async Task<string?> FindAsync(Guid projectId, CancellationToken cancellationToken)
    {
        if (await terminals.FindAsync(projectId) is { } owner)
            return owner;
        var previewId = await db.Projects.Where(p => p.Id == projectId).Select(p => p.PreviewId).SingleOrDefaultAsync(cancellationToken);
        try
        {
            return previewId is null ? null : (await previews.FindAsync(previewId))?.Owner;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return null;
        }
    }
}
