using Samokoder.AgentService.Agents;

namespace Samokoder.AgentService.Runs.State;

internal enum NoteKind
{
    /// <summary>The answer had not the shape that was asked for.</summary>
    Correction,

    /// <summary>The answer was cut at the output limit.</summary>
    Cut,

    /// <summary>What the verification found; the fixer goes on.</summary>
    Repair,

    /// <summary>The user wants something else than what was handed over.</summary>
    Revision,
}

/// <summary>What the engine tells the model in the user's place. The conversation goes on, also one that had ended.</summary>
/// <param name="Role">Who speaks from here on.</param>
internal sealed record StoredNote(string Conversation, AgentRole Role, NoteKind Kind, string Text);
