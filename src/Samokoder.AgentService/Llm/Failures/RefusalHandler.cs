using System.Globalization;
using System.Text;

namespace Samokoder.AgentService.Llm.Failures;

/// <summary>
/// Turns every error answer into a <see cref="ProviderRefusedException"/> before a provider's client sees it: clients put the answer's text
/// into their exceptions, and drop the header that says how long to wait.
/// </summary>
internal sealed class RefusalHandler(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    /// <summary>More than any provider's error; the rest is not read.</summary>
    private const int LongestError = 64 * 1024;

    /// <exception cref="ProviderRefusedException">The answer is an error or a redirect, which is not followed.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            var status = (int)response.StatusCode;
            throw new ProviderRefusedException(status, RefusalReasons.Of(status, await ReadAsync(response, cancellationToken)), RetryAfterOf(response));
        }
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[LongestError];
        var read = await body.ReadAtLeastAsync(buffer, LongestError, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <summary>Seconds (also with a fraction, as some providers write it) or a date, RFC 9110 §10.2.3.</summary>
    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is { } known)
            return known.Delta ?? (known.Date is { } date ? Later(date - time.GetUtcNow()) : null);
        if (!response.Headers.TryGetValues("Retry-After", out var values)) return null;
        return double.TryParse(values.First(), CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private static TimeSpan Later(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}
