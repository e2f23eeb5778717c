using System.IO.Compression;
using System.Net;

namespace Samokoder.PreviewGateway.Bridge;

/// <summary>Gives the bridge to pages. Whatever is no whole HTML page in an encoding that can be read passes untouched.</summary>
internal static class BridgeInjection
{
    /// <summary>Replaces the response's content by one with the bridge in it; it still streams. False when it does not apply.</summary>
    public static async ValueTask<bool> TryInjectAsync(
        HttpRequest request, HttpResponseMessage response, BridgeScript bridge, CancellationToken cancellationToken)
    {
        if (!Applies(request, response) || Decoder(response.Content) is not { } decode) return false;
        var original = response.Content;
        var body = decode(await original.ReadAsStreamAsync(cancellationToken));
        response.Content = new StreamContent(new BridgeInjectingStream(body, bridge.Tag));
        foreach (var header in original.Headers.NonValidated)
        {
            // Length and encoding were those of the body that arrived.
            if (!Same(header.Key, "Content-Length") && !Same(header.Key, "Content-Encoding"))
                response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return true;
    }

    private static bool Applies(HttpRequest request, HttpResponseMessage response) =>
        HttpMethods.IsGet(request.Method)
        && response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.ResetContent or HttpStatusCode.PartialContent or HttpStatusCode.NotModified)
        && (int)response.StatusCode >= 200
        && response.Content.Headers.ContentLength != 0
        && Same(response.Content.Headers.ContentType?.MediaType ?? "", "text/html")
        && !Same(response.Content.Headers.ContentDisposition?.DispositionType ?? "", "attachment")
        && !(response.Content.Headers.ContentType?.CharSet ?? "").StartsWith("utf-16", StringComparison.OrdinalIgnoreCase);

    // Identity was asked for; some servers compress all the same.
    private static Func<Stream, Stream>? Decoder(HttpContent content) => string.Join(',', content.Headers.ContentEncoding).ToLowerInvariant() switch
    {
        "" or "identity" => body => body,
        "gzip" or "x-gzip" => body => new GZipStream(body, CompressionMode.Decompress),
        "br" => body => new BrotliStream(body, CompressionMode.Decompress),
        "deflate" => body => new ZLibStream(body, CompressionMode.Decompress),
        _ => null,
    };

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
