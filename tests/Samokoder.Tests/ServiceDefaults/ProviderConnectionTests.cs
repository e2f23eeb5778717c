using System.Net;
using Samokoder.ServiceDefaults.Outbound;
using Samokoder.Tests.ApiService;
using Microsoft.AspNetCore.Http;

namespace Samokoder.Tests.ServiceDefaults;

/// <summary>Requests whose target a user chose, from the attacker's side.</summary>
public sealed class ProviderConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("10.0.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fec0::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:a00:1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:5ef5:79fb:0:0:80ff:fffe")]
    [InlineData("2001:db8::1")]
    public void Inside_is_for_installations_that_allow_it(string address)
    {
        Assert.False(AddressRules.MayConnect(IPAddress.Parse(address), allowPrivate: false));
        Assert.True(AddressRules.MayConnect(IPAddress.Parse(address), allowPrivate: true));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2001:0:5ef5:79fb:0:0:5601:5601")]
    public void Metadata_services_and_what_is_no_host_are_never_allowed_in_whatever_disguise(string address)
    {
        Assert.False(AddressRules.MayConnect(IPAddress.Parse(address), allowPrivate: false));
        Assert.False(AddressRules.MayConnect(IPAddress.Parse(address), allowPrivate: true));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void The_outside_is_open(string address) => Assert.True(AddressRules.MayConnect(IPAddress.Parse(address), allowPrivate: false));

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.0.0.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://localhost.:{0}/")]
    [InlineData("http://LOCALHOST:{0}/")]
    [InlineData("http://any.name.localhost:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:7f00:1]:{0}/")]
    [InlineData("http://①②⑦.0.0.1:{0}/")]
    [InlineData("http://0:{0}/")]
    public async Task However_an_address_inside_is_written_nothing_is_sent_there(string pattern)
    {
        await using var inside = await FakeServer.StartAsync(context => context.Response.WriteAsync("secret"));
        using var http = new HttpClient(ProviderConnections.CreateHandler(allowPrivate: false));
        var target = string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, inside.Address.Port);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(new Uri(target), Token));

        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_and_the_key_goes_nowhere_else(int status)
    {
        await using var target = await FakeServer.StartAsync(context => context.Response.WriteAsync("secret"));
        await using var provider = await FakeServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = target.Address.ToString();
            return Task.CompletedTask;
        });
        using var http = new HttpClient(ProviderConnections.CreateHandler(allowPrivate: true));
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-planted");

        using var answer = await http.GetAsync(provider.Address, Token);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Single(provider.Requests);
        Assert.Empty(target.Requests);
    }
}
