using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Samokoder.ApiService.Http.Server;

/// <summary>
/// Requests that cannot be read as HTTP never reach our code: Kestrel itself answers them, with a bare status. Here that answer gets the
/// security headers and the problem that every other failure has.
/// </summary>
internal static class BareRefusals
{
    /// <summary>Put into every listener.</summary>
    public static void Dress(KestrelServerOptions options) => options.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => async connection =>
    {
        var plain = connection.Transport;
        connection.Transport = new Duplex(plain.Input, new RefusalWriter(plain.Output));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = plain;
        }
    }));

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Passes everything on; of the first bytes of an answer it looks whether they are Kestrel's own refusal, which has no body.</summary>
    private sealed class RefusalWriter(PipeWriter inner) : PipeWriter
    {
        private Memory<byte> _offered;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _offered = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            var refusal = RefusalAnswers.Find(_offered.Span[..bytes]);
            if (refusal is not null && refusal.Length <= _offered.Length)
            {
                refusal.CopyTo(_offered.Span);
                bytes = refusal.Length;
            }

            inner.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => inner.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
