using System.Net.Mime;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>200 with a page of projects that is JSON already.</summary>
internal sealed class ProjectPageResult(byte[] json) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/json; charset=utf-8";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.ContentLength = json.Length;
        return httpContext.Response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Page<ProjectInfo>), [MediaTypeNames.Application.Json]));
}
