namespace Samokoder.Tests.Web.Support;

/// <summary>Tests of the studio: each has a stand of its own.</summary>
public abstract class StudioTests : IAsyncLifetime
{
    private StudioStand? _stand;

    private protected StudioStand Stand => _stand!;

    public async ValueTask InitializeAsync() => _stand = await StudioStand.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_stand is not null)
            await _stand.DisposeAsync();
    }
}
