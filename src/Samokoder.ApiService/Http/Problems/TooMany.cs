using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>Too often; try again after <see cref="Problem.RetryAfter"/>.</summary>
internal sealed class TooMany(string code, string detail) : Problem(429, code, detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, 429);
}
