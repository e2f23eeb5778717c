using Microsoft.AspNetCore.Identity;

namespace Samokoder.Data.Accounts;

public sealed class User : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    /// <summary>free, starter, pro or team.</summary>
    public required string Tier { get; set; }

    public bool IsAdmin { get; set; }

    public bool IsBlocked { get; set; }

    /// <summary>What the administrator wrote; shown to the person.</summary>
    public string? BlockedReason { get; set; }

    /// <summary>en or ru; null until chosen.</summary>
    public string? Locale { get; set; }

    /// <summary>Models that take over when the one of a run fails, "provider/model", best first.</summary>
    public List<string> FallbackModels { get; set; } = [];

    /// <summary>What the person also wants mails about: run, question, budget.</summary>
    public List<string> MailFor { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }
}
