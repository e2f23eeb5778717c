using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Samokoder.Benchmarks.Gateway;

/// <summary>The peer: YARP's forwarder with the gateway's settings and nothing of ours around it.</summary>
internal static class PlainProxy
{
    /// <param name="args">Its own port and the address of the server behind it.</param>
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{args[0]}").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false)
            .UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseCookies = false,
            ActivityHeadersPropagator = null, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        });
        var config = new ForwarderRequestConfig
        {
            ActivityTimeout = TimeSpan.FromHours(1), Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        app.Run(async context => await forwarder.SendAsync(context, args[1], invoker, config, HttpTransformer.Default));
        await app.RunAsync();
    }
}
