using System.Text.RegularExpressions;
using Samokoder.AgentService.Workspaces.Beneath;

namespace Samokoder.AgentService.Workspaces;

/// <summary>Finds lines in the text files of a workspace.</summary>
internal static class TextSearch
{
    private const int MaxFileBytes = 1 << 20;
    private const int MaxLineChars = 400;
    private static readonly TimeSpan LineTime = TimeSpan.FromSeconds(1);

    public static FileResult<SearchHits> Run(
        IBeneath beneath, string pattern, WorkspacePath path, int limit, CancellationToken cancellationToken)
    {
        if (pattern.Length == 0)
            return new(FileError.InvalidPath, "A text to search for is needed.");
        var expression = Compile(pattern);
        var start = beneath.Stat(path);
        if (!start.Ok)
            return start.As<SearchHits>();
        var hits = Files(beneath, path, start.Value, cancellationToken)
            .SelectMany(file => Hits(beneath, file, expression))
            .Take(limit + 1)
            .ToList();
        return new(new SearchHits([.. hits.Take(limit)], hits.Count > limit));
    }

    /// <summary>Without backtracking where the pattern allows it, so that no pattern can hold a thread.</summary>
    private static Regex Compile(string pattern)
    {
        const RegexOptions options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, LineTime);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, LineTime);
        }
        catch (ArgumentException)
        {
            return new Regex(Regex.Escape(pattern), options, LineTime);
        }
    }

    private static IEnumerable<WorkspacePath> Files(IBeneath beneath, WorkspacePath path, EntryStat start, CancellationToken cancellationToken) =>
        start.Kind == EntryKind.File
            ? [path]
            : TreeWalk.Entries(beneath, path, TreeWalk.IsSkipped, cancellationToken)
                .Where(e => e.Stat.Kind == EntryKind.File && e.Stat.Size <= MaxFileBytes)
                .Select(e => e.Path);

    private static IEnumerable<SearchHit> Hits(IBeneath beneath, WorkspacePath path, Regex expression)
    {
        if (Read(beneath, path) is not { } text)
            yield break;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (Matches(expression, line))
                yield return new SearchHit(path.ToString(), number, Shorten(line.TrimEnd('\r')));
        }
    }

    private static string? Read(IBeneath beneath, WorkspacePath path)
    {
        using var handle = beneath.OpenRead(path).Value;
        if (handle is null || RandomAccess.GetLength(handle) > MaxFileBytes)
            return null;
        var bytes = new byte[RandomAccess.GetLength(handle)];
        return WorkspaceFiles.Decode(bytes.AsSpan(0, RandomAccess.Read(handle, bytes, 0)));
    }

    private static bool Matches(Regex expression, string line)
    {
        try
        {
            return expression.IsMatch(line);
        }
        catch (RegexMatchTimeoutException)
        {
            return false; // A line that takes longer than that is minified code, which nobody searches.
        }
    }

    private static string Shorten(string line)
    {
        if (line.Length <= MaxLineChars)
            return line;
        var end = char.IsHighSurrogate(line[MaxLineChars - 1]) ? MaxLineChars - 1 : MaxLineChars;
        return line[..end] + "…";
    }
}
