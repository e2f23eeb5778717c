using Samokoder.AgentService.Llm.Failures;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.AgentService.Llm;

/// <summary>
/// The HTTP client for providers. Not one of the factory's, which resolve the names of our services: a user's base address must not reach
/// those. Its timeout is off, because <see cref="ModelTurns"/> watches the stream.
/// </summary>
internal sealed class ProviderHttp : IDisposable
{
    public ProviderHttp(bool allowPrivate, TimeProvider time)
    {
        AllowsPrivate = allowPrivate;
        Client = new HttpClient(new RefusalHandler(new WholeRequests(ProviderConnections.CreateHandler(allowPrivate)), time)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Whether providers inside this network may be called.</summary>
    public bool AllowsPrivate { get; }

    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();
}
