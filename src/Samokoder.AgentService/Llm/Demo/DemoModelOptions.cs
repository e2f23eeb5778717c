namespace Samokoder.AgentService.Llm.Demo;

internal sealed class DemoModelOptions
{
    public const string Section = "DemoModel";

    /// <summary>How fast the model "writes", so that a watcher sees files grow. 0 writes without any delay.</summary>
    public int CharactersPerSecond { get; set; } = 60_000;
}
