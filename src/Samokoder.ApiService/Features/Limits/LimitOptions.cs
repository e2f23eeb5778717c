namespace Samokoder.ApiService.Features.Limits;

/// <summary>Section <c>Limits</c>: <c>Limits:Free:ProjectsPerMonth</c> and so on replace a number of this table; an empty value takes a quota away.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    public TierLimits Free { get; set; } = new()
    {
        ProjectsPerMonth = 2, ProjectsInAll = 2, SharedPreviewsPerMonth = 0, ExportsPerMonth = 2, GitPushesPerMonth = 5,
        RequestsPerMinute = 30, RequestsPerHour = 1_000, RequestsPerDay = 10_000, NewProjectsPerDay = 10,
    };

    public TierLimits Starter { get; set; } = new()
    {
        ProjectsPerMonth = 10, ProjectsInAll = 100, SharedPreviewsPerMonth = 10, ExportsPerMonth = 50, GitPushesPerMonth = 100,
        RequestsPerMinute = 100, RequestsPerHour = 5_000, RequestsPerDay = 50_000,
    };

    public TierLimits Pro { get; set; } = new()
    {
        ProjectsPerMonth = 50, SharedPreviewsPerMonth = 100, RequestsPerMinute = 200, RequestsPerHour = 10_000, RequestsPerDay = 100_000,
    };

    public TierLimits Team { get; set; } = new() { RequestsPerMinute = 500, RequestsPerHour = 20_000, RequestsPerDay = 200_000 };

    /// <summary>Of a tier that is not in the table the narrowest limits hold.</summary>
    public TierLimits Of(string tier) => tier switch
    {
        "team" => Team,
        "pro" => Pro,
        "starter" => Starter,
        _ => Free,
    };

    public bool IsValid => Free.IsValid && Starter.IsValid && Pro.IsValid && Team.IsValid;
}
