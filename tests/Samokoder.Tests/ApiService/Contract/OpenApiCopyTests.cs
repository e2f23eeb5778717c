using System.Text.Encodings.Web;
using System.Text.Json;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>The contract changes only on purpose: <c>docs/openapi.json</c> is what was agreed on.</summary>
[Collection(ApiTests.Name)]
public sealed class OpenApiCopyTests(ApiFixture api)
{
    private const string Command = "UPDATE_OPENAPI=1 ./test -class Samokoder.Tests.ApiService.Contract.OpenApiCopyTests";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_document_is_the_one_in_docs()
    {
        var path = Repository.Path("docs/openapi.json");
        var now = JsonSerializer.Serialize((await ApiDocument.ReadAsync(api.Address)).Root, Indented).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
            await File.WriteAllTextAsync(path, now);
        var agreed = File.Exists(path) ? (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n") : "";
        var difference = agreed.Split('\n').Zip(now.Split('\n')).Index().FirstOrDefault(l => l.Item.First != l.Item.Second);
        Assert.True(agreed == now, $"The API is not what docs/openapi.json says, from line {difference.Index + 1} on ({difference.Item.First?.Trim()} → {difference.Item.Second?.Trim()}). If that is meant, run: {Command}");
    }
}
