using System.Globalization;
using System.Text;
using System.Text.Json;
using Samokoder.AgentService.Browsers.DevTools;

namespace Samokoder.AgentService.Browsers.Pages;

/// <param name="Ref">As <c>e12</c>; it stands for the element until the page's next document.</param>
/// <param name="BackendId">The browser's own number of the DOM node.</param>
internal sealed record PageElement(string Ref, string Role, string Name, int BackendId);

/// <summary>What assistive technology would read of a page, as compact text in which each element that can be acted on has a reference.</summary>
internal sealed class AccessibilityTree
{
    private const int MaxName = 120;
    private const int MaxDepth = 40;

    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal) { "none", "generic", "InlineTextBox", "LineBreak", "RootWebArea", "StaticText", "LayoutTable", "LayoutTableRow", "LayoutTableCell", "paragraph", "ListMarker", "rowgroup", "LabelText", "Section" };

    private static readonly string[] States = ["checked", "pressed", "expanded", "selected", "disabled", "required", "focused", "invalid"];

    private readonly Dictionary<string, JsonElement> nodes = new(StringComparer.Ordinal);
    private readonly List<PageElement> elements = [];
    private readonly StringBuilder text = new();
    private readonly int maxChars;
    private int omitted;

    private AccessibilityTree(JsonElement answer, int maxChars)
    {
        this.maxChars = maxChars;
        var all = answer.Child("nodes");
        if (all.ValueKind != JsonValueKind.Array)
            return;
        foreach (var node in all.EnumerateArray())
            nodes[node.Text("nodeId")] = node;
        foreach (var root in all.EnumerateArray().Where(n => n.Text("parentId").Length == 0))
            Write(root, 0, 0, "");
    }

    public IReadOnlyList<PageElement> Elements => elements;

    public static async Task<AccessibilityTree> ReadAsync(BrowserPage page, int maxChars, CancellationToken cancellationToken) =>
        new(await page.SendAsync("Accessibility.getFullAXTree", null, cancellationToken), maxChars);

    public override string ToString()
    {
        if (text.Length == 0)
            return "(nothing is visible)";
        return omitted == 0 ? text.ToString() : string.Create(CultureInfo.InvariantCulture, $"{text}… {omitted} more elements\n");
    }

    /// <summary>Writes the node unless it says nothing of its own; its children follow, deeper when it was written.</summary>
    private void Write(JsonElement node, int level, int depth, string above)
    {
        if (depth > MaxDepth * 4)
            return;
        var role = node.Child("role").Text("value");
        var name = Clean(node.Child("name").Text("value"));
        var ignored = node.Flag("ignored");
        var written = !ignored && (role == "StaticText" ? WriteText(name, level, above) : !Silent.Contains(role) && WriteElement(node, role, name, level));
        if (role is "StaticText" || !node.TryGetProperty("childIds", out var children))
            return;
        foreach (var child in children.EnumerateArray())
            if (nodes.TryGetValue(child.GetString()!, out var next))
                Write(next, written ? Math.Min(level + 1, MaxDepth) : level, depth + 1, written ? name : above);
    }

    /// <summary>Text that only repeats the name of the element around it is left out.</summary>
    private bool WriteText(string name, int level, string above) =>
        name.Length > 0 && !above.Contains(name, StringComparison.Ordinal) && Line(level, name);

    private bool WriteElement(JsonElement node, string role, string name, int level)
    {
        var element = new PageElement(string.Create(CultureInfo.InvariantCulture, $"e{elements.Count + 1}"), role, name, node.Number("backendDOMNodeId"));
        elements.Add(element);
        return Line(level, $"{role}{(name.Length > 0 ? $" \"{name}\"" : "")}{Value(node)}{StatesOf(node)} [{element.Ref}]");
    }

    private bool Line(int level, string line)
    {
        if (text.Length + line.Length + 2 * level > maxChars)
            omitted++;
        else
            text.Append(' ', 2 * level).Append("- ").Append(line).Append('\n');
        return true;
    }

    private static string Value(JsonElement node)
    {
        var value = node.Child("value").Child("value");
        return value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: > 0 } written => $": \"{Clean(written)}\"",
            JsonValueKind.Number => $": {value.GetRawText()}",
            _ => "",
        };
    }

    private static string StatesOf(JsonElement node)
    {
        var properties = node.Child("properties");
        if (properties.ValueKind != JsonValueKind.Array)
            return "";
        var states = properties.EnumerateArray()
            .Where(p => States.Contains(p.Text("name"), StringComparer.Ordinal))
            .Select(p => (Name: p.Text("name"), Value: p.Child("value").Child("value")))
            .Where(p => p.Value.ValueKind == JsonValueKind.True || (p.Value.ValueKind == JsonValueKind.String && p.Value.GetString() is not ("false" or ""))
                || (p is { Name: "expanded", Value.ValueKind: JsonValueKind.False }))
            .Select(p => p is { Name: "expanded", Value.ValueKind: JsonValueKind.False } ? "collapsed" : p.Value.ValueKind == JsonValueKind.String && p.Value.GetString() != "true" ? $"{p.Name}={p.Value.GetString()}" : p.Name);
        return string.Join(", ", states) is { Length: > 0 } list ? $" ({list})" : "";
    }

    private static string Clean(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MaxName ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[MaxName - 1]) ? MaxName - 1 : MaxName), "…");
    }
}
