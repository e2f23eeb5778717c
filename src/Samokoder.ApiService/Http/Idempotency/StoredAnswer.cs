namespace Samokoder.ApiService.Http.Idempotency;

/// <summary>What a creating request was answered.</summary>
internal sealed record StoredAnswer(int Status, string? ContentType, string? Location, byte[] Body)
{
    public const string ReplayedHeader = "Idempotency-Replayed";

    public async Task ReplayAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        if (Location is not null)
            context.Response.Headers.Location = Location;
        context.Response.Headers[ReplayedHeader] = "true";
        await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
