namespace Samokoder.AgentService.Agents;

/// <summary>Who a model speaks as. Each has a folder with its instructions, its tools and the shape of what it hands over.</summary>
internal enum AgentRole
{
    /// <summary>What is asked, and how large it is.</summary>
    Analyst,

    /// <summary>What the app starts from.</summary>
    Architect,

    /// <summary>The tasks in order, each with what shows that it is done.</summary>
    Planner,

    /// <summary>Writes the app, task by task.</summary>
    Coder,

    /// <summary>Tries a task's acceptance checks in the running app.</summary>
    Tester,

    /// <summary>The coder with what failed.</summary>
    Fixer,

    /// <summary>README and closing message.</summary>
    Writer,
}
