using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Security;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Server;

/// <summary>What stands in place of Kestrel's own refusals, made once. There is no trace of such a request, so the trace id is empty.</summary>
internal static class RefusalAnswers
{
    private const int StatusAt = 9;

    private static readonly FrozenDictionary<int, byte[]> Answers = new Dictionary<int, byte[]>
    {
        [400] = Create(400, ErrorCodes.MalformedBody, "This is not a request that can be read: its first line, a header or the length of its body is wrong."),
        [405] = Create(405, ErrorCodes.MethodNotAllowed, "This method is not possible here."),
        [408] = Create(408, ErrorCodes.RequestTimeout, "The request did not arrive in time. Try again."),
        [411] = Create(411, ErrorCodes.MalformedBody, "The request must say how long its body is."),
        [413] = Create(413, ErrorCodes.BodyTooLarge, "The body is larger than allowed here."),
        [414] = Create(414, ErrorCodes.MalformedBody, "The address is too long."),
        [431] = Create(431, ErrorCodes.MalformedBody, "The headers are too large."),
        [505] = Create(505, ErrorCodes.MalformedBody, "Only HTTP/1.0, 1.1 and 2 are understood."),
    }.ToFrozenDictionary();

    /// <summary>Null unless <paramref name="written"/> are the complete headers of an answer that has no body and ends the connection.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> written)
    {
        if (written.Length < StatusAt + 3 || !written.StartsWith("HTTP/1.1 "u8) || written[StatusAt] is not ((byte)'4' or (byte)'5'))
            return null;
        if (written.IndexOf("\r\nContent-Length: 0\r\n"u8) < 0 || written.IndexOf("\r\nConnection: close\r\n"u8) < 0 || written.IndexOf("X-Content-Type-Options"u8) >= 0)
            return null;
        return int.TryParse(written.Slice(StatusAt, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? Answers.GetValueOrDefault(status) : null;
    }

    private static byte[] Create(int status, string code, string detail)
    {
        var title = ReasonPhrases.GetReasonPhrase(status);
        var body = JsonSerializer.SerializeToUtf8Bytes(new ApiProblem($"urn:samokoder:problem:{code}", title, status, detail, code, "", null), ContractJson.Options);
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {title}\r\nContent-Length: {body.Length}\r\nContent-Type: {ProblemWriter.MediaType}\r\nConnection: close\r\n");
        foreach (var (name, value) in SecurityHeaders.OfRefusals)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }
}
