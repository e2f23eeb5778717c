using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Context;
using Samokoder.Data;
using Samokoder.Data.Attachments;

namespace Samokoder.AgentService.Attachments;

/// <summary>Turns the files of a prompt into what a model reads. They never change, so a resumed run reads the same.</summary>
internal sealed class PromptAttachments(IDbContextFactory<SamokoderDbContext> contexts)
{
    private const int MaxTextChars = 24_000;
    private const int LeastFence = 3;

    /// <param name="seesImages">A model that does not is told in words what was sent.</param>
    public async Task<IReadOnlyList<AIContent>> ReadAsync(Guid runId, bool seesImages, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var files = await db.Attachments.AsNoTracking().Where(a => a.RunId == runId).OrderBy(a => a.Position).ToListAsync(cancellationToken);
        return [.. files.SelectMany(file => Contents(file, seesImages))];
    }

    private static IEnumerable<AIContent> Contents(Attachment file, bool seesImages)
    {
        if (!file.IsImage)
        {
            yield return new TextContent(Fenced(file));
            yield break;
        }
        yield return new TextContent(seesImages
            ? $"The user attached the image \"{file.Name}\":"
            : string.Create(CultureInfo.InvariantCulture, $"The user attached the image \"{file.Name}\" ({file.MediaType}, {file.Size} bytes), but you cannot see images. Say so if it matters."));
        if (seesImages) yield return new DataContent(file.Content, file.MediaType) { Name = file.Name };
    }

    /// <summary>The fence is longer than any in the text, so that the text cannot end it.</summary>
    private static string Fenced(Attachment file)
    {
        var text = Excerpt.Of(Encoding.UTF8.GetString(file.Content).TrimStart('\uFEFF'), MaxTextChars);
        var fence = new string('`', Math.Max(LeastFence, LongestTicks(text) + 1));
        return $"The user attached the file \"{file.Name}\":\n{fence}\n{text}\n{fence}";
    }

    private static int LongestTicks(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}
