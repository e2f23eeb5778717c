using System.Text.Json;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm.Demo;
using Samokoder.AgentService.Llm.Demo.Specs;
using Samokoder.AgentService.Tools.Editing;

namespace Samokoder.Tests.AgentService.Demo;

/// <summary>A conversation with the demo model whose tools work on a folder; the preview and the user's answers are made up.</summary>
/// <param name="workspace">Null: a new one, which goes with the conversation.</param>
internal sealed class DemoRun(DirectoryInfo? workspace = null) : IDisposable
{
    private const int MostTurns = 30;
    private const int PartLines = 120;
    public static readonly string[] AllTools = ["list_files", "read_file", "write_file", "edit_file", "delete_file", "update_plan", "start_preview", "preview_status", "ask_user", "finish"];

    private readonly bool owns = workspace is null;

    public DirectoryInfo Workspace { get; } = workspace ?? Directory.CreateTempSubdirectory("samokoder-demo-");

    public List<ChatMessage> History { get; } = [new(ChatRole.System, "You build web apps.")];

    public List<FunctionCallContent> Calls { get; } = [];

    public string[] Tools { get; set; } = AllTools;

    public bool OneCallATurn { get; set; }

    /// <summary>Answers a call in place of the usual tool; null lets the tool work.</summary>
    public Func<FunctionCallContent, int, string?> Interfere { get; set; } = (_, _) => null;

    public string Answer { get; set; } = "";

    public int Turns { get; private set; }

    public AppSpec Spec => AppSpecJson.TryRead(Read(AppSpec.Path))!;

    public string Summary => Argument(Calls.Last(call => call.Name == "finish"), "summary");

    public static DemoChatClient Client() => new(Microsoft.Extensions.Options.Options.Create(new DemoModelOptions { CharactersPerSecond = 0 }), TimeProvider.System);

    /// <summary>Sends a prompt and works until the model finishes; returns its last text.</summary>
    public async Task<string> Send(string prompt)
    {
        Calls.Clear();
        Turns = 0;
        History.Add(new ChatMessage(ChatRole.User, prompt));
        while (++Turns < MostTurns)
        {
            var response = await Turn();
            var calls = response.Messages[0].Contents.OfType<FunctionCallContent>().ToArray();
            if (calls.Length == 0)
                return response.Text;
            History.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(call => new FunctionResultContent(call.CallId, Execute(call)))]));
            if (calls.Any(call => call.Name == "finish"))
                return response.Text;
        }
        throw new InvalidOperationException("The model did not come to an end.");
    }

    public async Task<ChatResponse> Turn()
    {
        var response = await Client().GetResponseAsync(History, Options(), TestContext.Current.CancellationToken);
        History.AddRange(response.Messages);
        return response;
    }

    public ChatOptions Options() => new()
    {
        Tools = [.. Tools.Select(name => (AITool)AIFunctionFactory.Create(() => "", name))],
        AllowMultipleToolCalls = OneCallATurn ? false : null,
    };

    public string Execute(FunctionCallContent call)
    {
        Calls.Add(call);
        return Interfere(call, Calls.Count(one => one.Name == call.Name && Argument(one, "path") == Argument(call, "path"))) ?? call.Name switch
        {
            "list_files" => string.Join('\n', Files()),
            "read_file" => File.Exists(Full(Argument(call, "path"))) ? Numbered(call) : "error: no such file",
            "edit_file" => Edit(Argument(call, "path"), ((JsonElement)call.Arguments!["edits"]!).Deserialize<EditBlock[]>(JsonSerializerOptions.Web)!),
            "delete_file" => Delete(Argument(call, "path")),
            "write_file" => Write(Argument(call, "path"), Argument(call, "content")),
            "ask_user" => Answer,
            "start_preview" => "The preview is running.",
            _ => "ok",
        };
    }

    public static string Argument(FunctionCallContent call, string name) =>
        call.Arguments!.TryGetValue(name, out var value) && value is JsonElement { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    public string[] Written() => [.. Calls.Where(call => call.Name is "write_file" or "edit_file").Select(call => Argument(call, "path"))];

    public IEnumerable<string> Files() => Workspace.GetFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Workspace.FullName, file.FullName).Replace('\\', '/'));

    public string Read(string path) => File.ReadAllText(Full(path));

    public void Dispose()
    {
        if (owns)
            Workspace.Delete(recursive: true);
    }

    private string Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
        File.WriteAllText(Full(path), content);
        return $"Wrote {content.Length} characters to {path}.";
    }

    private string Edit(string path, EditBlock[] edits)
    {
        var edited = FileEdits.Apply(Read(path), edits);
        if (edited.Ok)
            File.WriteAllText(Full(path), edited.Text);
        return edited.Ok ? "edited" : $"error: {edited.Failure.Diagnosis}";
    }

    private string Delete(string path)
    {
        File.Delete(Full(path));
        return "deleted";
    }

    /// <summary>As the tool shows it: with line numbers, and not more than a part.</summary>
    private string Numbered(FunctionCallContent call)
    {
        var lines = Read(Argument(call, "path")).Split('\n');
        var first = call.Arguments!.TryGetValue("fromLine", out var from) && from is JsonElement number ? number.GetInt32() : 1;
        var shown = lines.Skip(first - 1).Take(PartLines).Select((line, i) => $"{first + i,5}  {line}\n");
        return string.Concat(shown) + (first - 1 + PartLines < lines.Length ? $"… lines {first + PartLines} to {lines.Length} follow; ask for them with fromLine" : "");
    }

    private string Full(string path) => Path.Combine(Workspace.FullName, path);
}
