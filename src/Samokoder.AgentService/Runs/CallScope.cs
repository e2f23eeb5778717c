namespace Samokoder.AgentService.Runs;

/// <summary>Which call is being executed, for output that comes from within it. Calls with an effect run one at a time.</summary>
internal sealed class CallScope
{
    public string CallId { get; set; } = "";
}
