using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Samokoder.ApiService.Http.OpenApi;

/// <summary>Our own converter hides from the generator that texts are texts.</summary>
internal sealed class ContractSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(string) && schema.Type is null)
            schema.Type = JsonSchemaType.String;
        return Task.CompletedTask;
    }
}
