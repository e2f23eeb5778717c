namespace Samokoder.AgentService.AppDatabases;

/// <param name="Bytes">On the server's disk.</param>
/// <param name="Held">The app may not write to it.</param>
internal sealed record AppDatabaseSize(Guid ProjectId, long Bytes, bool Held);
