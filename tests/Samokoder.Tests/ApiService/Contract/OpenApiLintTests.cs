using System.Text.Json;
using System.Text.RegularExpressions;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>Rules of our own for the document, each with its name in the message.</summary>
[Collection(ApiTests.Name)]
public sealed partial class OpenApiLintTests(ApiFixture api)
{
    /// <summary>POSTs that answer 201 and take no Idempotency-Key, and why.</summary>
    private static readonly Dictionary<string, string> NotRepeatable = new(StringComparer.Ordinal)
    {
        ["register"] = "nobody is signed in yet; the e-mail is unique",
        ["confirmRegistration"] = "nobody is signed in yet; the link is good once",
        ["createToken"] = "it takes the password, and a key would take back the try that is counted (ADR 0079)",
    };

    [Fact]
    public async Task The_document_keeps_the_rules()
    {
        var document = await ApiDocument.ReadAsync(api.Address);
        var findings = document.Operations.SelectMany(o => Check(o).Select(f => $"{o.Key}: {f}")).ToList();
        findings.AddRange(document.Operations.GroupBy(o => o.Id).Where(g => g.Count() > 1).Select(g => $"operationId {g.Key} is used twice"));
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    private static IEnumerable<string> Check(ApiOperation operation)
    {
        if (!CamelCase().IsMatch(operation.Id))
            yield return "operationId must be camelCase (WithName)";
        var summary = operation.Value.TryGetProperty("summary", out var text) ? text.GetString() ?? "" : "";
        if (summary.Length is 0 or > 160 || summary.EndsWith('.'))
            yield return "a summary of at most 160 characters without a full stop is needed (WithSummary)";
        if (!operation.Value.TryGetProperty("tags", out var tags) || tags.GetArrayLength() != 1)
            yield return "exactly one tag is needed (WithTags)";
        if (operation.Path.EndsWith('/') || operation.Path.Split('/').Any(s => s.Length > 0 && !Segment().IsMatch(s)))
            yield return "segments of the path are kebab-case or {camelCase}";
        foreach (var finding in CheckParameters(operation).Concat(operation.Responses.SelectMany(r => CheckResponse(operation, r))).Concat(CheckStatuses(operation)))
            yield return finding;
    }

    private static IEnumerable<string> CheckParameters(ApiOperation operation)
    {
        var declared = operation.Parameters.Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!).ToHashSet(StringComparer.Ordinal);
        foreach (var name in Placeholder().Matches(operation.Path).Select(m => m.Groups["name"].Value).Where(n => !declared.Contains(n)))
            yield return $"the path's {name} is not declared";
        foreach (var parameter in operation.Parameters.Where(p => !p.TryGetProperty("schema", out _)))
            yield return $"{parameter.GetProperty("name")} has no schema";
    }

    private static IEnumerable<string> CheckResponse(ApiOperation operation, JsonProperty response)
    {
        var hasContent = response.Value.TryGetProperty("content", out var content);
        if (response.Name[0] is '4' or '5')
        {
            if (!hasContent || !content.TryGetProperty("application/problem+json", out var problem) || !problem.GetProperty("schema").GetRawText().Contains("ApiProblem", StringComparison.Ordinal))
                yield return $"{response.Name} must be an ApiProblem";
        }
        else if (response.Name is "200" && !hasContent)
        {
            yield return "200 needs a body (use 204 without one)";
        }
        else if (response.Name is "201" && operation.Method == "POST" && operation.Id != "" && !NotRepeatable.ContainsKey(operation.Id)
            && !operation.Parameters.Any(p => p.GetProperty("name").GetString() == "Idempotency-Key"))
        {
            yield return "what creates takes an Idempotency-Key (Idempotent())";
        }
    }

    private static IEnumerable<string> CheckStatuses(ApiOperation operation)
    {
        var statuses = operation.Responses.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var needed in new[] { "429", "500", "503" }.Concat(operation.IsOpen ? [] : ["401"]).Where(s => !statuses.Contains(s)))
            yield return $"{needed} is missing";
        if (!statuses.Any(s => s[0] is '1' or '2' or '3'))
            yield return "no success is described";
        if (operation.Path.Contains("Id}", StringComparison.Ordinal) && !statuses.Contains("404"))
            yield return "404 is missing";
        if (operation.Body is not null && !statuses.Contains("400"))
            yield return "400 is missing";
    }

    [GeneratedRegex("^[a-z][a-zA-Z0-9]+$", RegexOptions.None, 1000)]
    private static partial Regex CamelCase();

    [GeneratedRegex(@"^(\{[a-z][a-zA-Z]*\}|[a-z0-9]+(-[a-z0-9]+)*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Segment();

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
