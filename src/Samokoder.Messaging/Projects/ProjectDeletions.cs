using StackExchange.Redis;

namespace Samokoder.Messaging.Projects;

/// <summary>Tells the owners of workspaces and previews that a project is gone. A hint only: they also look by themselves.</summary>
public sealed class ProjectDeletions(IConnectionMultiplexer redis)
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("samokoder:projects:deleted");

    /// <summary>Never throws because Redis is away.</summary>
    public Task AnnounceAsync(Guid projectId) => RedisHints.PublishAsync(redis, Channel, projectId.ToString());

    /// <summary>Calls back for every deleted project, on a thread of the connection: return quickly.</summary>
    public Task SubscribeAsync(Action<Guid> onDeleted) => redis.GetSubscriber().SubscribeAsync(Channel, (_, value) =>
    {
        if (Guid.TryParse(value.ToString(), out var projectId))
            onDeleted(projectId);
    });
}
