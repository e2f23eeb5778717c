using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>The request itself is wrong; sending it again changes nothing.</summary>
internal sealed class InvalidRequest(string code, string detail) : Problem(400, code, detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, 400);
}
