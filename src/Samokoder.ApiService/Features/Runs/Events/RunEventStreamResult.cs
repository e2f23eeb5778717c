using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;

namespace Samokoder.ApiService.Features.Runs.Events;

/// <summary>
/// Writes a run's events as server-sent events until the run ends, the client goes, the sign-in ends or this process stops.
/// </summary>
internal sealed class RunEventStreamResult(Guid runId, long after, Caller caller) : IResult
{
    /// <summary>Keeps proxies from closing a silent connection, and finds clients that are gone.</summary>
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    private static ReadOnlySpan<byte> Heartbeat => ": still here\n\n"u8;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        Begin(httpContext);
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
        await context.Response.Body.FlushAsync(cancellationToken);
        await foreach (var batch in services.GetRequiredService<RunEventReader>().ReadAsync(runId, after, cancellationToken))
        {
            if (batch.Count == 0 && time.GetElapsedTime(written) < HeartbeatInterval)
                continue;
            if (batch.Count == 0 && !await sessions.IsGoodAsync(caller, cancellationToken))
                return;
            Write(output, batch);
            await output.FlushAsync(cancellationToken);
            written = time.GetTimestamp();
        }
    }

    private static void Begin(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache, no-transform";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private static void Write(PipeWriter output, IReadOnlyList<RunEvent> batch)
    {
        if (batch.Count == 0)
            output.Write(Heartbeat);
        foreach (var e in batch)
            Write(output, e);
    }

    /// <summary>The format of server-sent events (HTML Living Standard, 9.2). JSON has no line breaks of its own.</summary>
    private static void Write(PipeWriter output, RunEvent e)
    {
        if (e.Id is { } id)
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {id}\n"), output);
        Encoding.UTF8.GetBytes($"event: {e.Type}\ndata: ", output);
        using (var json = new Utf8JsonWriter(output))
            JsonSerializer.Serialize(json, e, ContractJson.Options);
        output.Write("\n\n"u8);
    }
}
