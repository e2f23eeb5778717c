using Microsoft.AspNetCore.Mvc;

namespace Samokoder.ApiService.Http.Limits;

/// <summary>How many bytes a body may have. Enforced while reading, so a false Content-Length gains nothing.</summary>
internal static class BodyLimits
{
    public const long Default = 10 * 1024 * 1024;
    public const long Auth = 1024;
    public const long Projects = 5 * 1024 * 1024;
    public const long Workspace = 20 * 1024 * 1024;

    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequestSizeLimitAttribute(bytes));
}
