using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>Nobody is signed in, or the sign-in failed.</summary>
internal sealed class Unauthenticated(string code, string detail) : Problem(401, code, detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, 401);
}
