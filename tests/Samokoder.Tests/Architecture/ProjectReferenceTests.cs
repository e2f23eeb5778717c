using System.Xml.Linq;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Architecture;

/// <summary>Pins which project may reference which. A change here is a change of the architecture: write an ADR.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["AppHost"] = ["AgentService", "ApiService", "EmbeddedHosting", "PreviewGateway", "Web"],
        ["EmbeddedHosting"] = [],
        ["ServiceDefaults"] = [],
        ["Contracts"] = [],
        ["Data"] = ["Contracts"],
        ["Messaging"] = ["Contracts"],
        ["ApiService"] = ["Contracts", "Data", "Messaging", "ServiceDefaults"],
        ["AgentService"] = ["Contracts", "Data", "Messaging", "ServiceDefaults"],
        ["PreviewGateway"] = ["Contracts", "Messaging", "ServiceDefaults"],
        ["Web"] = ["Contracts", "ServiceDefaults"],
    };

    [Fact]
    public void Every_project_references_only_what_the_table_allows()
    {
        var actual = Directory.GetFiles(Repository.Path("src"), "Samokoder.*.csproj", SearchOption.AllDirectories)
            .ToDictionary(ShortName, References, StringComparer.Ordinal);

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (project, references) in actual)
            Assert.True(references.All(Allowed[project].Contains), $"{project} references {string.Join(", ", references)}");
    }

    [Fact]
    public void Contracts_has_no_packages() =>
        Assert.Empty(XDocument.Load(Repository.Path("src/Samokoder.Contracts/Samokoder.Contracts.csproj")).Descendants("PackageReference"));

    private static string ShortName(string path) => Path.GetFileNameWithoutExtension(path)["Samokoder.".Length..];

    private static string[] References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference").Select(r => ShortName(r.Attribute("Include")!.Value.Replace('\\', '/')))];
}
