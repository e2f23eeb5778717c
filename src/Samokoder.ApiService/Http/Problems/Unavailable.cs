using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>Something that we need does not answer; try again soon.</summary>
internal sealed class Unavailable(string code, string detail) : Problem(503, code, detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, 503);
}
