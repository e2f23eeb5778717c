using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>The caller is known and may not.</summary>
internal sealed class Refused(string code, string detail) : Problem(403, code, detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, 403);
}
