using System.Text.Json;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>The OpenAPI document as tests walk it.</summary>
internal sealed class ApiDocument(JsonElement root)
{
    public JsonElement Root { get; } = root;

    public static async Task<ApiDocument> ReadAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var document = JsonDocument.Parse(await http.GetStringAsync("openapi/v1.json"));
        return new ApiDocument(document.RootElement.Clone());
    }

    public IEnumerable<ApiOperation> Operations =>
        from path in Root.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new ApiOperation(this, operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    /// <summary>Follows a reference; anything else is answered as it is.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
            schema = reference.GetString()!.TrimStart('#', '/').Split('/').Aggregate(Root, (at, name) => at.GetProperty(name));
        return schema;
    }
}

internal sealed record ApiOperation(ApiDocument Document, string Method, string Path, JsonElement Value)
{
    public string Key => $"{Method} {Path}";

    public string Id => Value.TryGetProperty("operationId", out var id) ? id.GetString()! : "";

    public bool IsOpen => Value.TryGetProperty("security", out var security) && security.GetArrayLength() == 0;

    public IEnumerable<JsonElement> Parameters => Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    public IEnumerable<JsonProperty> Responses => Value.GetProperty("responses").EnumerateObject();

    /// <summary>The schema of a JSON body.</summary>
    public JsonElement? Body =>
        Value.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) ? json.GetProperty("schema") : null;

    public bool HasOtherBody => Value.TryGetProperty("requestBody", out _) && Body is null;

    public override string ToString() => Key;
}
