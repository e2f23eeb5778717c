using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Samokoder.ApiService.Http.Idempotency;
using Samokoder.ApiService.Http.Problems;

namespace Samokoder.ApiService.Http.OpenApi;

/// <summary>Adds what every route answers without its handler saying so.</summary>
internal sealed class OperationDetails : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isOpen = metadata.OfType<IAllowAnonymous>().Any();
        if (isOpen)
            operation.Security = [];
        var isIdempotent = metadata.OfType<IdempotentMetadata>().Any();
        if (isIdempotent)
            (operation.Parameters ??= []).Add(IdempotencyKey);
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(nameof(ApiProblem)) != true)
            document.AddComponent(nameof(ApiProblem), await context.GetOrCreateSchemaAsync(typeof(ApiProblem), null, cancellationToken));
        var schema = new OpenApiSchemaReference(nameof(ApiProblem), document);
        foreach (var (status, text) in Everywhere.Where(s => !isOpen || s.Status != "401").Concat(isIdempotent ? Repeated : []))
            (operation.Responses ??= []).TryAdd(status, Problem(text, schema));
    }

    private static (string Status, string Text)[] Everywhere =>
    [
        ("401", "Nobody is signed in."),
        ("429", "Too many requests in a minute, an hour or a day; Retry-After says when to go on."),
        ("500", "A failure of ours; the trace id finds it in the logs."),
        ("503", "A store is away; Retry-After says when to try again."),
    ];

    private static (string Status, string Text)[] Repeated =>
    [
        ("409", "The first request with this Idempotency-Key is still at work."),
        ("422", "The Idempotency-Key was used for another request."),
    ];

    private static OpenApiParameter IdempotencyKey => new()
    {
        Name = IdempotencyMiddleware.HeaderName, In = ParameterLocation.Header, Required = false,
        Description = "A random text of the client's own. A repeated request with the same key is answered as the first was, for 24 hours, and creates nothing.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
    };

    private static OpenApiResponse Problem(string text, OpenApiSchemaReference schema) => new()
    {
        Description = text,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [ProblemWriter.MediaType] = new OpenApiMediaType { Schema = schema } },
    };
}
