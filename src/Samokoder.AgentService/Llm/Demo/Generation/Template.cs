using System.Collections.Concurrent;
using System.Text;

namespace Samokoder.AgentService.Llm.Demo.Generation;

/// <summary>
/// A source file of the generated app with parts that only some apps need, between lines "//#if name", "//#else" and "//#end".
/// A line "//#name" is replaced by a text of that name.
/// </summary>
internal static class Template
{
    private const string Mark = "//#";

    private static readonly ConcurrentDictionary<string, string> Sources = new(StringComparer.Ordinal);

    public static string Render(string path, IReadOnlySet<string> features, IReadOnlyDictionary<string, string> inserts)
    {
        var output = new StringBuilder();
        bool? kept = null;
        foreach (var line in Sources.GetOrAdd(path, Load).Split('\n')[..^1])
            if (Directive(line) is { } directive)
                kept = Apply(directive, kept, features, inserts, output);
            else if (kept is not false)
                output.Append(line).Append('\n');
        return output.ToString();
    }

    private static string? Directive(string line) => line.StartsWith(Mark, StringComparison.Ordinal) ? line[Mark.Length..] : null;

    private static bool? Apply(string directive, bool? kept, IReadOnlySet<string> features, IReadOnlyDictionary<string, string> inserts, StringBuilder output)
    {
        if (directive.StartsWith("if ", StringComparison.Ordinal))
            return features.Contains(directive[3..]);
        if (directive == "else")
            return !kept;
        if (directive != "end")
            output.Append(inserts[directive]);
        return directive == "end" ? null : kept;
    }

    private static string Load(string path)
    {
        var name = "Demo/" + path;
        using var stream = typeof(Template).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The template {name} is not built into {typeof(Template).Assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
