using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Agents.Planner;

internal enum ApprovalAnswer
{
    Approve,

    /// <summary>The user wants to say what should be different.</summary>
    Change,
    Cancel,

    /// <summary>The answer itself says what should be different.</summary>
    Revision,
}

/// <summary>The question whether a plan shall be carried out, in the language of the request.</summary>
internal sealed class PlanApproval(string prompt)
{
    private readonly bool _russian = prompt.Any(c => c is >= 'А' and <= 'я' or 'ё' or 'Ё');

    private string Approve => Say("Approve", "Одобрить");

    private string Change => Say("Change", "Изменить");

    private string Cancel => Say("Cancel", "Отменить");

    public AskedQuestion Question => new(
        Say(
            "The plan is ready, nothing is written yet. Shall I carry it out? You can also write what should be different.",
            "План готов, пока ничего не написано. Выполнять его? Можно и написать, что в нём изменить."),
        [Approve, Change, Cancel]);

    public AskedQuestion WhatToChange => new(Say("What should be different in the plan?", "Что изменить в плане?"), []);

    public ApprovalAnswer Read(string answer)
    {
        if (Is(answer, Approve)) return ApprovalAnswer.Approve;
        if (Is(answer, Cancel)) return ApprovalAnswer.Cancel;
        return Is(answer, Change) ? ApprovalAnswer.Change : ApprovalAnswer.Revision;
    }

    /// <summary>Whether the answer is one of the choices alone.</summary>
    public bool IsChoice(string answer) => Read(answer) != ApprovalAnswer.Revision;

    private static bool Is(string answer, string choice) => string.Equals(answer.Trim(), choice, StringComparison.OrdinalIgnoreCase);

    private string Say(string english, string russian) => _russian ? russian : english;
}
