using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.OpenApi;

/// <summary>Our own converter hides from the generator that texts are texts; and the codes of problems are a closed list.</summary>
internal sealed class ContractSchemas : IOpenApiSchemaTransformer
{
    private static readonly string[] Codes =
        [.. typeof(ErrorCodes).GetFields().Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal)];

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(string) && schema.Type is null)
            schema.Type = JsonSchemaType.String;
        if (context.JsonTypeInfo.Type == typeof(ApiProblem) && schema.Properties?["code"] is OpenApiSchema code)
            code.Enum = [.. Codes.Select(c => (JsonNode)c)];
        return Task.CompletedTask;
    }
}
