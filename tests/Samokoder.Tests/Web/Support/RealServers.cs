using Samokoder.Tests.ApiService;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.Web.Support;

/// <summary>The real API with a mail server, and the real process of Web in front of it.</summary>
internal sealed class RealServers : IAsyncDisposable
{
    private RealServers(FakeSmtp smtp, ApiFixture.Api api, WebProcess web) => (Smtp, Api, Web) = (smtp, api, web);

    public FakeSmtp Smtp { get; }

    public ApiFixture.Api Api { get; }

    public WebProcess Web { get; }

    public static async Task<RealServers> StartAsync(ApiFixture fixture, params (string Key, string Value)[] settings)
    {
        var smtp = new FakeSmtp();
        var api = fixture.Start([.. smtp.Settings, .. settings]);
        return new(smtp, api, await WebProcess.StartAsync(api.Address, ("Auth__SigningKey", Convert.ToBase64String(new byte[48]))));
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await Api.DisposeAsync();
        await Smtp.DisposeAsync();
    }
}
