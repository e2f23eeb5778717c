namespace Samokoder.ApiService.Features.Projects;

/// <summary>What a project can begin with. The folders of the same names are AgentService's.</summary>
internal static class Starters
{
    public const string Default = "react-vite";

    public static bool Exists(string? id) => id is null or Default;
}
