namespace Samokoder.AgentService.Agents;

/// <summary>How a role's conversation ends.</summary>
/// <param name="Submit">The tool whose call ends it; null when it ends by <c>finish</c> or by an answer without calls.</param>
/// <param name="MaxTurns">Turns of one conversation; the last one is offered nothing but <paramref name="Submit"/>.</param>
internal sealed record RoleTraits(string? Submit, int MaxTurns)
{
    /// <summary>How often a wrong shape, or an answer in plain words, is told to the model before its work goes on without.</summary>
    public const int MaxRepeats = 2;

    public const string SubmitAnalysis = "submit_analysis";
    public const string SubmitArchitecture = "submit_architecture";
    public const string SubmitPlan = "submit_plan";
    public const string ReportChecks = "report_checks";
    public const string SubmitClosing = "submit_closing";

    private static readonly Dictionary<AgentRole, RoleTraits> ByRole = new()
    {
        [AgentRole.Analyst] = new(SubmitAnalysis, 6),
        [AgentRole.Architect] = new(SubmitArchitecture, 4),
        [AgentRole.Planner] = new(SubmitPlan, 12),
        [AgentRole.Coder] = new(null, int.MaxValue),
        [AgentRole.Tester] = new(ReportChecks, 12),
        [AgentRole.Fixer] = new(null, int.MaxValue),
        [AgentRole.Writer] = new(SubmitClosing, 4),
    };

    public static RoleTraits Of(AgentRole role) => ByRole[role];

    /// <summary>The name in the journal, in events and in the folder of resources.</summary>
    public static string NameOf(AgentRole role) => role.ToString().ToLowerInvariant();
}
