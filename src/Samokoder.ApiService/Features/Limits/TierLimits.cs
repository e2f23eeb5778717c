namespace Samokoder.ApiService.Features.Limits;

/// <summary>What one tier allows. Of quotas null means no limit and 0 that the tier does not have it.</summary>
internal sealed record TierLimits
{
    public int? ProjectsPerMonth { get; set; }

    /// <summary>That exist at the same time.</summary>
    public int? ProjectsInAll { get; set; }

    /// <summary>Shared links; previews of one's own work are never counted.</summary>
    public int? SharedPreviewsPerMonth { get; set; }

    public int? ExportsPerMonth { get; set; }

    public int? GitPushesPerMonth { get; set; }

    public int RequestsPerMinute { get; set; }

    public int RequestsPerHour { get; set; }

    public int RequestsPerDay { get; set; }

    /// <summary>Beside the quota a month: a limit of how fast projects are made. Null: none.</summary>
    public int? NewProjectsPerDay { get; set; }

    public int? Of(Quota quota) => quota switch
    {
        Quota.Projects => ProjectsPerMonth,
        Quota.SharedPreviews => SharedPreviewsPerMonth,
        Quota.Exports => ExportsPerMonth,
        Quota.GitPushes => GitPushesPerMonth,
        _ => throw new ArgumentOutOfRangeException(nameof(quota)),
    };

    public bool IsValid => RequestsPerMinute > 0 && RequestsPerHour > 0 && RequestsPerDay > 0 && NewProjectsPerDay is null or > 0
        && ProjectsInAll is null or >= 0 && Enum.GetValues<Quota>().All(q => Of(q) is null or >= 0);
}
