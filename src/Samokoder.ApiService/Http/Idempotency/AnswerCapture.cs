using Microsoft.AspNetCore.Http.Features;

namespace Samokoder.ApiService.Http.Idempotency;

/// <summary>Holds back what an endpoint answers until it is known to stand.</summary>
internal sealed class AnswerCapture : IDisposable
{
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _real;
    private readonly MemoryStream _body = new();
    private readonly StreamResponseBodyFeature _captured;

    public AnswerCapture(HttpContext context)
    {
        _context = context;
        _real = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _captured = new StreamResponseBodyFeature(_body, _real);
        context.Features.Set<IHttpResponseBodyFeature>(_captured);
    }

    public async Task<StoredAnswer> ReadAsync()
    {
        await _captured.CompleteAsync();
        var response = _context.Response;
        return new StoredAnswer(response.StatusCode, response.ContentType, response.Headers.Location, _body.ToArray());
    }

    /// <summary>From here on the response is the real one again, with nothing sent yet.</summary>
    public void Dispose()
    {
        _context.Features.Set(_real);
        _body.Dispose();
    }
}
