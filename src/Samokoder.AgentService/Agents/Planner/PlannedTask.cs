namespace Samokoder.AgentService.Agents.Planner;

/// <param name="Title">For people, in the user's language.</param>
/// <param name="Description">For the coder: what to do, and what belongs to it.</param>
/// <param name="Checks">Sentences that somebody can try in the running page, and that hold once the task is done.</param>
internal sealed record PlannedTask(string Title, string Description, IReadOnlyList<string> Checks);

/// <summary>What the planner hands over.</summary>
internal sealed record Plan(IReadOnlyList<PlannedTask> Tasks);
