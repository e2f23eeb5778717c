using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.AgentService.Llm;

/// <summary>
/// The HTTP client for providers. Not one of the factory's, which resolve the names of our services: a user's base address must not reach
/// those. Its timeout is off, because <see cref="ModelTurns"/> watches the stream.
/// </summary>
internal sealed class ProviderHttp(bool allowPrivate) : IDisposable
{
    public HttpClient Client { get; } = new(ProviderConnections.CreateHandler(allowPrivate)) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => Client.Dispose();
}
