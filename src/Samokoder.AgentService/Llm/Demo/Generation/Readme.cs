using System.Text;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Generation;

internal static partial class Readme
{
    public static string Write(AppSpec spec) => spec.Language == Language.Ru
        ? $"""
            # {Plain(spec.Title)}

            Приложение хранит данные в браузере, в котором открыто: они остаются после перезагрузки и никуда не отправляются.

            {Lists(spec)}
            | команда | что делает |
            |---|---|
            | `npm run dev` | запускает приложение с мгновенным обновлением |
            | `npm run typecheck` | проверяет типы |
            | `npm run build` | собирает готовое приложение в `dist/` |

            Поля описаны в `src/schema.ts`, тексты в `src/strings.ts`, цвет в `src/theme.css`. Исходники сделаны встроенным
            демонстрационным генератором по описанию в `src/app-spec.json`.

            """
        : $"""
            # {Plain(spec.Title)}

            The app keeps its data in the browser that it is open in: it is there after a reload and is sent nowhere.

            {Lists(spec)}
            | command | what it does |
            |---|---|
            | `npm run dev` | serves the app with hot reload |
            | `npm run typecheck` | checks the types |
            | `npm run build` | writes the finished app to `dist/` |

            The fields stand in `src/schema.ts`, the texts in `src/strings.ts`, the colour in `src/theme.css`. The sources were made by
            the built-in demo generator from `src/app-spec.json`.

            """;

    private static string Lists(AppSpec spec)
    {
        var text = new StringBuilder();
        foreach (var entity in spec.Entities)
            text.Append("- **").Append(Plain(entity.Label)).Append("**: ").AppendJoin(", ", entity.Fields.Select(field => Plain(field.Label))).Append('\n');
        return text.ToString();
    }

    // Markdown and HTML signs of a title are text here.
    private static string Plain(string text) => Sign().Replace(text, @"\$0");

    [GeneratedRegex(@"[\\`*_{}\[\]<>()#|!~&]")]
    private static partial Regex Sign();
}
