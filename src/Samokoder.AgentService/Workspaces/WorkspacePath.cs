using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Samokoder.AgentService.Workspaces;

/// <summary>
/// A path relative to a workspace with forward slashes and no <c>.</c> or <c>..</c> in it; empty for the workspace itself. That it
/// is well-formed says nothing about links on the disk: <see cref="Beneath.IBeneath"/> minds those.
/// </summary>
internal readonly record struct WorkspacePath
{
    private const int MaxNameBytes = 255;
    private const int MaxPathBytes = 2048;

    private readonly string? value;

    private WorkspacePath(string value) => this.value = value;

    public static WorkspacePath Root { get; } = new("");

    public bool IsRoot => ToString().Length == 0;

    public string Name => ToString()[(ToString().LastIndexOf('/') + 1)..];

    public WorkspacePath Parent => ToString().LastIndexOf('/') is var slash and >= 0 ? new(ToString()[..slash]) : Root;

    public IReadOnlyList<string> Names => IsRoot ? [] : ToString().Split('/');

    public WorkspacePath Child(string name) => new(IsRoot ? name : $"{this}/{name}");

    public override string ToString() => value ?? "";

    /// <summary>Accepts what people and models write: <c>./src/a.ts</c>, <c>src//a.ts</c>, <c>/workspace/src/a.ts</c>.</summary>
    public static FileResult<WorkspacePath> Parse(string text)
    {
        if (text.Any(char.IsControl) || text.Contains('\\') || !IsUnicode(text))
            return Invalid(text, "has control characters or backslashes");
        var relative = StripMount(text);
        if (relative.StartsWith('/'))
            return new(FileError.OutsideWorkspace, $"'{text}' is outside the project. Use a path relative to the project's folder.");
        if (!TryNormalise(relative, out var names))
            return new(FileError.OutsideWorkspace, $"'{text}' leads out of the project. Use a path inside the project's folder.");
        if (names.Any(name => Encoding.UTF8.GetByteCount(name) > MaxNameBytes) || Encoding.UTF8.GetByteCount(relative) > MaxPathBytes)
            return Invalid(text.Length > 80 ? text[..80] + "…" : text, "is too long: a name may have 255 bytes, a path 2048");
        return new(new WorkspacePath(string.Join('/', names)));
    }

    private static FileResult<WorkspacePath> Invalid(string text, string why) =>
        new(FileError.InvalidPath, $"The path '{new string([.. text.Select(c => char.IsControl(c) ? '?' : c)])}' {why}.");

    private static string StripMount(string text)
    {
        const string mount = Sandboxes.ISandbox.WorkspacePath;
        if (text == mount)
            return "";
        return text.StartsWith(mount + "/", StringComparison.Ordinal) ? text[(mount.Length + 1)..] : text;
    }

    private static bool TryNormalise(string text, [NotNullWhen(true)] out List<string>? names)
    {
        names = [];
        foreach (var name in text.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == "..")
            {
                if (names.Count == 0)
                    return false;
                names.RemoveAt(names.Count - 1);
            }
            else if (name != ".")
            {
                names.Add(name);
            }
        }
        return true;
    }

    /// <summary>False for half of a surrogate pair, which no file system can store.</summary>
    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsSurrogatePair(text, i) || ++i >= text.Length)
                return false;
        }
        return true;
    }
}
