using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>A quota of the tier is used up (402), or the tier has none (403).</summary>
internal sealed class LimitReached(int status, string code, string detail) : Problem(status, code, detail), IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        Describe(builder, StatusCodes.Status402PaymentRequired);
        Describe(builder, StatusCodes.Status403Forbidden);
    }
}
