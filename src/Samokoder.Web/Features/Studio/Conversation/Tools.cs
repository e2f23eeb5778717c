using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Studio.Conversation;

/// <summary>The agent's tools in words and icons for people; a tool that is not known here shows its own name.</summary>
internal static class Tools
{
    private static readonly Dictionary<string, string> IconsByTool = new(StringComparer.Ordinal)
    {
        ["list_files"] = "files",
        ["read_file"] = "file",
        ["write_file"] = "pencil",
        ["edit_file"] = "pencil",
        ["delete_file"] = "trash",
        ["move_file"] = "files",
        ["search_files"] = "search",
        ["run_command"] = "console",
        ["start_preview"] = "preview",
        ["preview_status"] = "preview",
        ["update_plan"] = "plan",
        ["ask_user"] = "question",
        ["finish"] = "check",
        ["submit_analysis"] = "search",
        ["submit_architecture"] = "plan",
        ["submit_plan"] = "plan",
        ["report_checks"] = "check",
        ["submit_closing"] = "pencil",
    };

    public static IEnumerable<string> Known => IconsByTool.Keys;

    public static string Icon(string tool) => IconsByTool.GetValueOrDefault(tool, "bolt");

    public static string Verb(string tool, bool running) => Texts.Find($"Tool.{tool}.{(running ? "doing" : "done")}") ?? tool;

    public static bool NamesFile(string tool) => tool is "read_file" or "write_file" or "edit_file";

    public static bool HasConsole(string tool) => tool is "run_command" or "start_preview" or "preview_status";
}
