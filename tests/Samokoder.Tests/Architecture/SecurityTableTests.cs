using System.Text.RegularExpressions;
using System.Xml.Linq;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Architecture;

/// <summary>docs/security.md says what is there: each test that it names exists, and the gaps that docs/status.md counts are those that it has.</summary>
public sealed partial class SecurityTableTests
{
    private static readonly string Table = File.ReadAllText(Repository.Path("docs/security.md"));

    private static readonly Dictionary<string, HashSet<string>> Tests = typeof(SecurityTableTests).Assembly.GetTypes()
        .GroupBy(t => t.Name, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.SelectMany(t => t.GetMethods()).Select(m => m.Name).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static List<string> Rows => [.. Table.Split('\n').Where(line => Row().IsMatch(line))];

    [Fact]
    public void Every_test_that_a_row_names_exists()
    {
        var missing = Rows.SelectMany(row => Named().Matches(row)).Select(m => (Class: m.Groups["class"].Value, Method: m.Groups["method"].Value))
            .Where(n => !Tests.TryGetValue(n.Class, out var methods) || (n.Method.Length > 0 && !methods.Contains(n.Method)));
        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void A_requirement_has_one_row() => Assert.Equal(Rows.Count, Rows.Select(row => row.Split('|')[1].Trim()).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void The_counts_are_right()
    {
        var gaps = Rows.Count(row => row.Contains("**Gap:**", StringComparison.Ordinal));
        Assert.Contains($"{Rows.Count} requirements, {gaps} with a gap", Table, StringComparison.Ordinal);
        Assert.Contains($"names {gaps} gaps against ASVS 5", File.ReadAllText(Repository.Path("docs/status.md")), StringComparison.Ordinal);
    }

    /// <summary>The feed that the tests restore from may know no vulnerabilities, so that a build ends over one is seen in the settings only.</summary>
    [Fact]
    public void A_package_with_a_known_vulnerability_ends_the_build()
    {
        var settings = XDocument.Load(Repository.Path("Directory.Build.props")).Descendants("PropertyGroup").Elements().ToLookup(e => e.Name.LocalName, StringComparer.Ordinal);
        Assert.Equal(["true", "all", "low", "true"], new[] { "NuGetAudit", "NuGetAuditMode", "NuGetAuditLevel", "TreatWarningsAsErrors" }.Select(name => Assert.Single(settings[name]).Value));
        var tolerated = settings["NoWarn"].Concat(settings["WarningsNotAsErrors"].Where(e => e.Attribute("Condition") is null));
        Assert.DoesNotContain(tolerated, e => Regex.IsMatch(e.Value, "NU190[1-4]", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.DoesNotContain("VulnerabilitiesAsErrors", File.ReadAllText(Repository.Path("test")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| \d+\.\d+\.\d+ \|", RegexOptions.None, 1000)]
    private static partial Regex Row();

    /// <summary>`SomethingTests` or `SomethingTests.A_sentence`, also the shared suites.</summary>
    [GeneratedRegex(@"`(?<class>[A-Z]\w*(Tests|Conformance))(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
