using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.Tests.AgentService.Demo;

public sealed class GeneratedAppTests(PreparedStarter starter, BuiltApps apps) : IClassFixture<PreparedStarter>, IClassFixture<BuiltApps>
{
    public static TheoryData<int> Prompts => [.. Enumerable.Range(0, AllPrompts.Length)];

    private static string[] AllPrompts => [.. Usual, .. Hostile];

    private static string[] Usual =>
    [
        "A shopping list with name, quantity and a bought checkbox",
        "трекер расходов: сумма, категория (еда, транспорт, жильё), дата",
        "task tracker with title, priority (low, medium, high), due date, notes and done",
        "клиенты с именем, почтой, телефоном, сайтом и заказы с датой, временем, суммой, статусом, оценкой, комментарием",
        "book list",
        "Names with name", "Days: date", "Ratings with stars (1-5)", "Flags: done", "Yes: vegetarian (yes/no)", "Numbers: year", "Prices with price",
    ];

    private static string[] Hostile =>
    [
        "A list called \"`${alert(1)}` </script><script>alert(1)</script>\" with name' OR \"1\"=\"1, `backtick`, ${process.exit()}, </script><b>bold</b>, \\u0000\\\\ back",
        "Books with a\u202Eltit, 🦄 emoji 👩‍👩‍👧‍👦, عنوان الكتاب, 書名, \u0000nul, \uD800 half, __proto__, constructor (a`b, ${c}, \"d\", </style>)",
        "Things with " + string.Concat(Enumerable.Range(0, 2500).Select(i => $"f{i} “{i}”, ")),
        new string('(', 20_000), new string('"', 20_000), string.Concat(Enumerable.Repeat("with a, ", 2_500)), new string('я', 20_000), "*/ // --> ]]> %s {{x}} <!-- %BASE_URL% %MODE%: {name}, [x], a\\",
    ];

    [Theory]
    [MemberData(nameof(Prompts))]
    public async Task A_generated_app_passes_the_type_check_and_builds_without_a_warning(int prompt) =>
        Assert.Equal(("", ""), await apps.OfAsync(starter, AllPrompts, AllPrompts[prompt]));

    private static readonly string[][] Varieties =
    [
        ["tasks with title, status (new, done), due date and notes", "show it as a kanban board"],
        ["expense tracker with a chart", "group by category, add example data and export to csv"],
        ["recipes with title, photo, tags and rating", "make the photo required and sort by rating"],
        ["A shopping list with name, quantity and a bought checkbox", "move bought items to the bottom and show how many items there are"],
        ["контакты", "добавь второй список для заказов: название, сумма, статус", "покажи доской", "добавь график"],
        ["book list", "rename the option Reading to Now, hide finished ones", "chart by author", "in russian"],
        ["numbers: year", "add a chart"],
        ["days: date", "group by date", "chart by date"],
        ["flags: done", "group by done", "show it as a board"],
    ];

    [Fact]
    public async Task Every_arrangement_of_an_app_passes_the_type_check()
    {
        using var run = new DemoRun();
        starter.CopyTo(run.Workspace);
        var sources = run.Workspace.CreateSubdirectory("apps");
        foreach (var (i, prompts) in Varieties.Index())
        {
            var spec = PromptParser.Parse(prompts[0]).Spec;
            foreach (var prompt in prompts.Skip(1))
                spec = ChangeApplier.Apply(spec, ChangeParser.Parse(prompt), PromptParser.LanguageOf(prompt)).Spec;
            foreach (var file in AppGenerator.Generate(spec).Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)))
                await WriteAsync(Path.Combine(sources.FullName, $"{i}", file.Path), file.Content);
        }
        await WriteAsync(Path.Combine(run.Workspace.FullName, "tsconfig.all.json"), """{ "extends": "./tsconfig.json", "include": ["apps"] }""");

        Assert.Equal((0, ""), await PreparedStarter.Run("node", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "tsconfig.all.json"], run.Workspace.FullName));
    }

    private static async Task WriteAsync(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_starter_itself_passes_the_type_check()
    {
        using var run = new DemoRun();
        starter.CopyTo(run.Workspace);

        Assert.Equal((0, ""), await PreparedStarter.Run("node", ["node_modules/typescript/bin/tsc", "--noEmit"], run.Workspace.FullName));
    }

    [Fact]
    public void The_lock_file_names_no_registry() =>
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Support.Repository.Path("src/Samokoder.AgentService/Starters/react-vite/package-lock.json")), StringComparison.Ordinal);

    [Fact]
    public void A_page_never_holds_markup_from_a_prompt()
    {
        foreach (var prompt in Hostile)
        {
            var files = AppGenerator.Generate(PromptParser.Parse(prompt).Spec).ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
            Assert.Equal(1, files["index.html"].Split("<script").Length - 1);
            Assert.DoesNotContain("</script", files["src/schema.ts"], StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("`", files["src/schema.ts"].Replace("\\u0060", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("emerald"), InlineData("teal"), InlineData("blue"), InlineData("indigo"), InlineData("violet"), InlineData("rose"), InlineData("red")]
    [InlineData("orange"), InlineData("amber"), InlineData("brown"), InlineData("slate"), InlineData("#ffffff"), InlineData("#777777"), InlineData("#000000")]
    public void Text_on_every_accent_can_be_read(string name)
    {
        var accent = Palette.Get(name);

        Assert.True(Palette.Contrast(accent.Light, accent.OnLight) >= 4.5, $"light {Palette.Contrast(accent.Light, accent.OnLight):0.00}");
        Assert.True(Palette.Contrast(accent.Dark, accent.OnDark) >= 4.5, $"dark {Palette.Contrast(accent.Dark, accent.OnDark):0.00}");
    }

    [Fact]
    public void Every_known_kind_of_list_has_fields_examples_and_an_icon_in_both_languages()
    {
        foreach (var domain in Domains.All)
            foreach (var language in new[] { Language.En, Language.Ru })
            {
                var texts = domain.Texts(language);
                Assert.Same(domain, Domains.Find(texts.Title));
                Assert.InRange(FieldParser.ParseList(texts.Fields, language, instrumental: false).Count, 2, AppSpec.MaxFields);
                Assert.InRange(texts.Examples.Split(';').Length, 3, 5);
            }
    }
}
