using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Contracts;
using Samokoder.Contracts.Notifications;

namespace Samokoder.ApiService.Features.Notifications;

/// <summary>Writes a user's notifications as server-sent events until the client goes, the sign-in ends or this process stops.</summary>
internal sealed class NotificationStreamResult(long after, Caller caller) : IResult
{
    /// <summary>Keeps proxies from closing a silent connection, and finds clients that are gone.</summary>
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private static ReadOnlySpan<byte> Heartbeat => ": still here\n\n"u8;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        httpContext.Response.ContentType = "text/event-stream";
        httpContext.Response.Headers.CacheControl = "no-cache, no-transform";
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await WriteAsync(httpContext, services, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left, or this process stops: clients reconnect and go on after their last id.
        }
    }

    private async Task WriteAsync(HttpContext context, IServiceProvider services, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var sessions = services.GetRequiredService<SessionEnds>();
        var output = context.Response.BodyWriter;
        var written = time.GetTimestamp();
        await foreach (var news in services.GetRequiredService<NotificationReader>().ReadAsync(caller.UserId, after, cancellationToken))
        {
            var isQuiet = news is { Items.Count: 0, Unread: null };
            if (isQuiet && time.GetElapsedTime(written) < HeartbeatInterval)
                continue;
            if (isQuiet && !await sessions.IsGoodAsync(caller, cancellationToken))
                return;
            Write(output, news, isQuiet);
            await output.FlushAsync(cancellationToken);
            written = time.GetTimestamp();
        }
    }

    private static void Write(PipeWriter output, NotificationNews news, bool isQuiet)
    {
        if (isQuiet)
            output.Write(Heartbeat);
        foreach (var item in news.Items)
            Write(output, item.Seq, "notification", item);
        if (news.Unread is { } unread)
            Write(output, null, UnreadNotifications.EventType, new UnreadNotifications(unread));
    }

    /// <summary>The format of server-sent events (HTML Living Standard, 9.2). JSON has no line breaks of its own.</summary>
    private static void Write<T>(PipeWriter output, long? id, string type, T data)
    {
        if (id is not null)
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {id}\n"), output);
        Encoding.UTF8.GetBytes($"event: {type}\ndata: ", output);
        using (var json = new Utf8JsonWriter(output))
            JsonSerializer.Serialize(json, data, ContractJson.Options);
        output.Write("\n\n"u8);
    }
}
