namespace Samokoder.AgentService.Runs;

/// <param name="Target">What the call works on, for people.</param>
/// <param name="Trace">What will tell later whether it had its effect, as JSON; null when that need not be known.</param>
internal sealed record StartingCall(PendingCall Call, string Target, string? Trace);
