using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data;
using Samokoder.Data.Runs;

namespace Samokoder.ApiService.Features.Files;

/// <summary>Whether a run is changing a file in this moment: then a person's change would be lost, or lose the run's.</summary>
internal sealed class BusyFiles(SamokoderDbContext db)
{
    private static readonly string[] Writers = ["write_file", "edit_file", "delete_file", "move_file"];

    private static readonly string[] PathArguments = ["path", "from", "to"];

    /// <summary>By the journal: a call that has begun and has not ended, of a run that is at work.</summary>
    public async Task<StateConflict?> CheckAsync(Guid projectId, string path, CancellationToken cancellationToken)
    {
        var open = await (
            from run in db.Runs
            join step in db.RunSteps on run.Id equals step.RunId
            where run.ProjectId == projectId && run.Status == RunStatus.Running
                && step.Kind == RunStepKind.Tool && step.Status == RunStepStatus.Started && Writers.Contains(step.Name)
            select step.Payload).ToListAsync(cancellationToken);
        return open.Exists(call => Names(call, path))
            ? new StateConflict(ErrorCodes.FileBusy, "The agent is changing this file at the moment. Wait until it has finished, read the file again and repeat your change.")
            : null;
    }

    private static bool Names(string payload, string path)
    {
        using var arguments = JsonDocument.Parse(payload);
        return arguments.RootElement.ValueKind == JsonValueKind.Object && PathArguments.Any(name =>
            arguments.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.ValueEquals(path));
    }
}
