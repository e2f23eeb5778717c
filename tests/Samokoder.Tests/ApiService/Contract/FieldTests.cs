using System.Text.Json;
using System.Text.RegularExpressions;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>Who may read and write which fields, over all routes of the document: what docs/security.md says under "Fields".</summary>
[Collection(ApiTests.Name)]
public sealed partial class FieldTests(ApiFixture api)
{
    /// <summary>Only administrators set them.</summary>
    private static readonly string[] SetByAdministrators = ["tier", "isAdmin", "isBlocked", "blockedReason"];

    /// <summary>Shown once, by the route that makes them, to whom they belong; the rest never.</summary>
    private static readonly Dictionary<string, string[]> SecretsOf = new(StringComparer.Ordinal)
    {
        ["token"] = ["POST /v1/auth/tokens"], ["secret"] = ["POST /v1/auth/totp"], ["uri"] = ["POST /v1/auth/totp"],
        ["codes"] = ["POST /v1/auth/totp/confirm", "POST /v1/auth/totp/recovery-codes"], ["ticket"] = ["POST /v1/auth/github/connect"],
    };

    private static readonly string[] NeverAnswered = ["password", "passwordHash", "currentPassword", "newPassword", "apiKey", "secrets", "refreshToken", "accessToken", "securityStamp", "hash"];

    [Fact]
    public async Task Fields_of_administrators_are_set_by_no_other_route_and_read_by_no_one_else()
    {
        var document = await ApiDocument.ReadAsync(api.Address);
        var admin = document.Operations.Where(IsAdmin).ToList();
        var others = document.Operations.Except(admin).ToList();
        Assert.Empty(others.SelectMany(o => Asked(o).Fields.Intersect(SetByAdministrators, StringComparer.Ordinal).Select(f => $"{o.Key} takes {f}")));
        Assert.Equal(SetByAdministrators.Order(StringComparer.Ordinal), Asked(admin.Single(o => o.Key == "PATCH /v1/admin/users/{id}")).Fields.Order(StringComparer.Ordinal));
        var shapes = admin.SelectMany(o => Answered(o).Shapes).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("AdminUser", shapes);
        Assert.Contains("AuditRecord", shapes);
        Assert.Empty(others.SelectMany(o => Answered(o).Shapes.Intersect(shapes, StringComparer.Ordinal).Select(s => $"{o.Key} answers {s}")));
    }

    [Fact]
    public async Task Secrets_are_answered_where_they_are_made_and_nowhere_else()
    {
        var document = await ApiDocument.ReadAsync(api.Address);
        foreach (var operation in document.Operations)
        {
            var fields = Answered(operation).Fields;
            Assert.True(!fields.Intersect(NeverAnswered, StringComparer.Ordinal).Any(), $"{operation.Key} answers {string.Join(", ", fields.Intersect(NeverAnswered, StringComparer.Ordinal))}");
            foreach (var (field, routes) in SecretsOf)
                Assert.True(fields.Contains(field) == routes.Contains(operation.Key), $"{operation.Key}: {field}");
        }
    }

    [Fact]
    public void The_table_of_fields_names_what_is_held_here()
    {
        var section = File.ReadAllText(Repository.Path("docs/security.md")).Split("## Fields", 2)[1].Split("\n## ", 2)[0];
        Assert.All(SetByAdministrators.Concat(SecretsOf.Keys).Concat(NeverAnswered), field => Assert.Contains($"`{field}`", section, StringComparison.Ordinal));
    }

    private static bool IsAdmin(ApiOperation operation) =>
        operation.Path.StartsWith("/v1/admin/", StringComparison.Ordinal) || operation.Path.StartsWith("/v1/analytics/system", StringComparison.Ordinal);

    private static (HashSet<string> Fields, HashSet<string> Shapes) Asked(ApiOperation operation) => Walk(operation, operation.Body is { } body ? [body] : []);

    private static (HashSet<string> Fields, HashSet<string> Shapes) Answered(ApiOperation operation) => Walk(
        operation,
        [.. operation.Responses.Where(r => r.Name.StartsWith('2') && r.Value.TryGetProperty("content", out _)).SelectMany(r => r.Value.GetProperty("content").EnumerateObject())
            .Where(c => c.Value.TryGetProperty("schema", out _)).Select(c => c.Value.GetProperty("schema"))]);

    /// <summary>Names of fields and of named shapes that can be reached from the schemas.</summary>
    private static (HashSet<string> Fields, HashSet<string> Shapes) Walk(ApiOperation operation, IReadOnlyList<JsonElement> schemas)
    {
        var (fields, shapes, waiting) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new Stack<JsonElement>(schemas));
        while (waiting.TryPop(out var schema))
        {
            if (schema.ValueKind == JsonValueKind.Array)
            {
                foreach (var part in schema.EnumerateArray())
                    waiting.Push(part);
                continue;
            }

            if (schema.ValueKind != JsonValueKind.Object)
                continue;
            if (schema.TryGetProperty("$ref", out var reference) && !shapes.Add(reference.GetString()!.Split('/')[^1]))
                continue;
            var resolved = operation.Document.Resolve(schema);
            if (resolved.TryGetProperty("properties", out var properties))
            {
                foreach (var property in properties.EnumerateObject())
                {
                    fields.Add(property.Name);
                    waiting.Push(property.Value);
                }
            }

            foreach (var part in (string[])["items", "allOf", "anyOf", "oneOf", "additionalProperties"])
            {
                if (resolved.TryGetProperty(part, out var inner))
                    waiting.Push(inner);
            }
        }

        shapes.RemoveWhere(s => Common().IsMatch(s));
        return (fields, shapes);
    }

    /// <summary>Shapes without a meaning of their own, and figures that are the same of one's own work and of all.</summary>
    [GeneratedRegex("^(PageOf.*|JsonElement|ApiProblem|UsageTotals|RunStatistics|FailureCount)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Common();
}
