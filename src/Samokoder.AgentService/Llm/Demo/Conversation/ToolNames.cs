namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>The agent's tools that this model calls.</summary>
internal static class ToolNames
{
    public const string ListFiles = "list_files";
    public const string ReadFile = "read_file";
    public const string WriteFile = "write_file";
    public const string EditFile = "edit_file";
    public const string DeleteFile = "delete_file";
    public const string UpdatePlan = "update_plan";
    public const string StartPreview = "start_preview";
    public const string PreviewStatus = "preview_status";
    public const string OpenPage = "open_page";
    public const string Click = "click";
    public const string TypeText = "type_text";
    public const string AskUser = "ask_user";
    public const string Finish = "finish";
}
