namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Settings of the engine itself.</summary>
internal static class EngineOptions
{
    /// <summary>True gives every endpoint a free port, whatever the model asks for.</summary>
    public const string RandomizePortsKey = "Samokoder:RandomizePorts";

    /// <summary>False runs without the dashboard.</summary>
    public const string DashboardKey = "Samokoder:Dashboard:Enabled";

    public const string DashboardPortKey = "Samokoder:Dashboard:Port";
}
