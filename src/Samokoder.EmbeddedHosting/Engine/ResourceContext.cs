using Microsoft.Extensions.Configuration;
using Samokoder.EmbeddedHosting.Logs;
using Samokoder.EmbeddedHosting.Processes;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>What a launcher gets from the engine.</summary>
internal sealed record ResourceContext(
    ResourceInstance Instance,
    IConfiguration Configuration,
    string DataFolder,
    ProcessRegistry Processes,
    ResourceBoard Board,
    LogStore Logs,
    TimeProvider Time)
{
    public string Id => Instance.Id;

    public void Log(string line, LogLevel? level = null) => Logs.Write(Id, line, level);

    /// <summary>Says what takes long, while it takes long.</summary>
    public void Progress(string message)
    {
        Log(message, LogLevel.Information);
        Board.Update(Id, s => s with { Message = message });
    }
}
