using Samokoder.Contracts.Previews;

namespace Samokoder.Messaging.Previews;

/// <summary>Where a preview is, as the gateway needs to know it.</summary>
/// <param name="Address"><c>http://host:port</c> or <c>unix:/path/to.sock</c>; set only while running.</param>
/// <param name="Owner">Base address of the AgentService replica that runs it; null when nobody does.</param>
/// <param name="Error">For people, when it failed.</param>
public sealed record PreviewEntry(
    string PreviewId, Guid ProjectId, PreviewStatus Status, string? Address, string? Owner, string? Error, DateTimeOffset UpdatedAt);
