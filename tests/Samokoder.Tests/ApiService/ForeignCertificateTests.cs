using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.Tests.ApiService;

/// <summary>A model provider whose certificate nobody vouches for.</summary>
public sealed class ForeignCertificateTests
{
    [Fact]
    public async Task A_key_is_not_sent_to_a_server_whose_certificate_is_not_trusted()
    {
        var asked = 0;
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var server = builder.Build();
        server.Run(context =>
        {
            Interlocked.Increment(ref asked);
            return context.Response.WriteAsync("yes");
        });
        await server.StartAsync(TestContext.Current.CancellationToken);

        using var client = new HttpClient(ProviderConnections.CreateHandler(allowPrivate: true));
        client.DefaultRequestHeaders.Authorization = new("Bearer", "sk-000000000000000000000001");
        var address = new UriBuilder(server.Urls.First()) { Host = "localhost" }.Uri;
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(HttpRequestError.SecureConnectionError, failure.HttpRequestError);
        Assert.Equal(0, asked);
    }
}
