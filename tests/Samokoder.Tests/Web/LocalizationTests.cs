using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.Support;
using Samokoder.Web.Features.Studio.Conversation;
using Samokoder.Web.Localization;

namespace Samokoder.Tests.Web;

public sealed partial class LocalizationTests
{
    private static readonly Dictionary<string, string> English = Read("Texts.resx");
    private static readonly Dictionary<string, string> Russian = Read("Texts.ru.resx");

    [Fact]
    public void Every_text_is_there_in_both_languages() =>
        Assert.Equal(English.Keys.Order(StringComparer.Ordinal), Russian.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Both_languages_fill_the_same_places()
    {
        foreach (var (key, text) in English)
            Assert.True(Places(text).SetEquals(Places(Russian[key])), key);
    }

    [Fact]
    public void Russian_texts_are_in_Russian()
    {
        string[] same = ["Keys.openai.Name", "Keys.anthropic.Name", "Keys.groq.Name", "Keys.openrouter.Name", "Keys.ollama.Name", "Shell.SwitchLanguage", "Money.Usd"];
        Assert.All(Russian.Where(t => !same.Contains(t.Key)), t => Assert.Matches("[а-яА-ЯёЁ]", t.Value));
    }

    [Fact]
    public void Every_key_that_the_source_names_exists()
    {
        var named = Directory.GetFiles(Repository.Path("src/Samokoder.Web"), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(f => KeyUse().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups["use"].Value == "Count" ? m.Groups["key"].Value + ".one" : m.Groups["key"].Value);
        Assert.Empty(named.Where(k => !k.EndsWith('.') && !English.ContainsKey(k)).Distinct());
    }

    [Fact]
    public void Every_state_tool_and_code_has_its_words()
    {
        var keys = Enum.GetNames<RunStatus>().SelectMany(s => new[] { "Run.Status." + s.ToLowerInvariant(), "Run.Announce." + s })
            .Concat(Enum.GetNames<ProjectStatus>().Select(s => "Projects.Status." + s))
            .Concat(Enum.GetNames<RungStatus>().Select(s => "Check." + s))
            .Concat(Enum.GetNames<PlanTaskStatus>().Select(s => "Plan." + s))
            .Concat(Tools.Known.SelectMany(t => new[] { $"Tool.{t}.doing", $"Tool.{t}.done" }))
            .Concat(new[] { ErrorCodes.InvalidCredentials, ErrorCodes.RateLimited, ErrorCodes.LlmBadKey, ErrorCodes.RunStuck, ErrorCodes.SandboxUnavailable }.Select(c => "Code." + c));
        Assert.All(keys, k => Assert.Contains(k, English));
    }

    [Theory]
    [InlineData("ru", 0, "0 проектов")]
    [InlineData("ru", 1, "1 проект")]
    [InlineData("ru", 3, "3 проекта")]
    [InlineData("ru", 11, "11 проектов")]
    [InlineData("ru", 21, "21 проект")]
    [InlineData("ru", 114, "114 проектов")]
    [InlineData("en", 1, "1 project")]
    [InlineData("en", 2, "2 projects")]
    public void Counts_take_the_form_of_the_language(string language, long count, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
        Assert.Equal(expected, Texts.Count("Projects.Count", count));
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Groups["place"].Value)];

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(Repository.Path("src/Samokoder.Web/Localization/" + file)).Descendants("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value, StringComparer.Ordinal);

    [GeneratedRegex("""Texts\.(?<use>Get|Count)\(\s*"(?<key>[^"{]+)"\s*[,)]""", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex KeyUse();

    [GeneratedRegex("""\{(?<place>\d)""", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Place();
}
