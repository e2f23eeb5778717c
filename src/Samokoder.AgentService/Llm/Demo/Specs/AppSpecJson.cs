using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Llm.Demo.Specs;

/// <summary>The form in which a spec stands in the workspace.</summary>
internal static partial class AppSpecJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(AppSpec spec) => JsonSerializer.Serialize(spec, Options) + "\n";

    /// <summary>Reads a spec, also out of a file view with line numbers. Null when it is none of ours.</summary>
    public static AppSpec? TryRead(string text) => TryParse(text) ?? TryParse(LineNumber().Replace(text, ""));

    private static AppSpec? TryParse(string text)
    {
        var (start, end) = (text.IndexOf('{'), text.LastIndexOf('}'));
        if (start < 0 || end < start)
            return null;
        try
        {
            var spec = JsonSerializer.Deserialize<AppSpec>(text[start..(end + 1)], Options);
            return spec is not null && IsWhole(spec) ? spec : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsWhole(AppSpec spec) =>
        spec is { Version: >= 1 and <= AppSpec.CurrentVersion, Title: not null, Accent: not null, Entities.Count: > 0 and <= AppSpec.MaxEntities }
        && spec.Entities.All(entity => entity is { Id.Length: > 0, Label: not null, Fields.Count: > 0 }
            && entity.Fields.All(field => field is { Key.Length: > 0, Label: not null }));

    [GeneratedRegex(@"^[ ]*\d+(?:[ ]{2}|\s*[|:\t→]\s?)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LineNumber();
}
