using Samokoder.Contracts.Runs;

namespace Samokoder.Web.Features.Studio.Events;

internal static class RunStatusExtensions
{
    public static bool IsFinal(this RunStatus status) => status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;
}
