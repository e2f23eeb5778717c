using Samokoder.Web.Features.Api;

namespace Samokoder.Web.Features.Studio.Events;

/// <summary>A run's events cannot be read, and trying again would not help.</summary>
public sealed class RunEventsUnavailableException(ApiFailure failure) : Exception($"Events unavailable: {failure.Code}")
{
    public ApiFailure Failure { get; } = failure;
}
