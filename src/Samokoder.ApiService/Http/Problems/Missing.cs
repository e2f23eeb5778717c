using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>It does not exist, or it is somebody else's: the answer is the same.</summary>
internal sealed class Missing(string detail) : Problem(404, ErrorCodes.NotFound, detail), IEndpointMetadataProvider
{
    public static Missing Project => new("There is no such project. It may have been deleted; go back to the list of projects.");

    public static Missing Run => new("There is no such run. Go back to the project and choose one there.");

    public static Missing Attachment => new("There is no such file. It may have been deleted with its project.");

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Describe(builder, 404);
}
