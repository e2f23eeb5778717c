using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Runs;

internal sealed record CompletedCall(PendingCall Call, ToolResult Result, TimeSpan Duration);
