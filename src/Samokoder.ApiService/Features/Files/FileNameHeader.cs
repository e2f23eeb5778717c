using Microsoft.Net.Http.Headers;

namespace Samokoder.ApiService.Features.Files;

/// <summary>The name under which a browser stores an answer (RFC 6266), whatever the address or the content says.</summary>
internal static class FileNameHeader
{
    public static void Attachment(HttpResponse response, string name, string ending) => Write(response, "attachment", name, ending);

    /// <summary>To be looked at; the name is for who stores it.</summary>
    public static void Inline(HttpResponse response, string name) => Write(response, "inline", name, "");

    private static void Write(HttpResponse response, string disposition, string name, string ending)
    {
        var safe = string.Concat(name.Select(c => char.IsControl(c) || "<>:\"/\\|?*".Contains(c, StringComparison.Ordinal) ? '_' : c)).Trim('.', ' ');
        var header = new ContentDispositionHeaderValue(disposition);
        header.SetHttpFileName((safe.Length == 0 ? "file" : safe) + ending);
        response.GetTypedHeaders().ContentDisposition = header;
    }
}
