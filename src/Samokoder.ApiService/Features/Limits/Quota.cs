namespace Samokoder.ApiService.Features.Limits;

/// <summary>What is counted a month.</summary>
internal enum Quota
{
    Projects,
    SharedPreviews,
    Exports,
    GitPushes,
}
