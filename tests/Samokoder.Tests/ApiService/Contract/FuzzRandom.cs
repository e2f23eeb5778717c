using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>Makes requests of an operation out of its schemas; the same for the same seed.</summary>
/// <param name="theirs">Ids of somebody else.</param>
/// <param name="mine">Ids of the caller.</param>
/// <param name="texts">Texts that must not come back unless they were sent.</param>
internal sealed class FuzzRandom(int seed, Guid[] theirs, Guid[] mine, string[] texts)
{
    private const int Deepest = 6;

    private static readonly string[] Strings =
    [
        "", " ", "a", "null", "true", "0", "-1", "1e400", "%00", "..", "../../etc/passwd", "a/b", "%2e%2e%2f", "' OR 1=1 --", "\"; DROP TABLE users; --", "<script>alert(1)</script>", "${7*7}",
        "\u0000", "a\u0000b", "\ud83c\udf0d", "\u202Eabc", "\r\nX-Header: 1", "ѿ", "\uFFFF", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999+14:00", "text/plain", "*", "src/App.tsx", "demo/builder", "en", "ru",
        "free", "http://127.0.0.1:1/", "file:///etc/passwd", "name@example.org", "00000000-0000-0000-0000-000000000000", "{}", "[]",
    ];

    private readonly Random _random = new(seed);

    public HttpRequestMessage Request(ApiOperation operation)
    {
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.Path + "?");
        var path = operation.Path;
        var query = new List<string>();
        foreach (var parameter in operation.Parameters)
        {
            var name = parameter.GetProperty("name").GetString()!;
            var text = TextOf(name, parameter.TryGetProperty("schema", out var schema) ? operation.Document.Resolve(schema) : default);
            switch (parameter.GetProperty("in").GetString())
            {
                case "path": path = path.Replace($"{{{name}}}", Escaped(text.Length == 0 ? "x" : text), StringComparison.Ordinal); break;
                case "query" when Chance(70): query.Add($"{name}={Escaped(text)}"); break;
                case "header" when Chance(40): request.Headers.TryAddWithoutValidation(name, Printable(text)); break;
            }
        }

        if (Chance(15))
            request.Headers.TryAddWithoutValidation("If-Match", Printable(Pick(Strings)));
        request.RequestUri = new Uri(query.Count == 0 ? path : $"{path}?{string.Join('&', query)}", UriKind.Relative);
        request.Content = Content(operation);
        return request;
    }

    private StringContent? Content(ApiOperation operation)
    {
        if (operation.Body is { } schema && !Chance(3))
            return new StringContent(Json(operation.Document, schema), Encoding.UTF8, Chance(3) ? "text/plain" : "application/json");
        return operation.HasOtherBody ? new StringContent(Pick(Strings), Encoding.UTF8, Chance(50) ? "application/octet-stream" : "multipart/form-data") : null;
    }

    /// <summary>Mostly what the schema asks for, often with one thing wrong, sometimes no JSON at all.</summary>
    private string Json(ApiDocument document, JsonElement schema)
    {
        var text = Value(document, schema, 0)?.ToJsonString() ?? "null";
        return _random.Next(20) switch
        {
            0 => text[..(text.Length / 2)],
            1 => text + text,
            2 => new string('[', 200) + new string(']', 200),
            3 => text.Replace('"', '\''),
            4 => text.Replace("\":", "\":{\"x\":", StringComparison.Ordinal),
            _ => text,
        };
    }

    private JsonNode? Value(ApiDocument document, JsonElement schema, int depth)
    {
        schema = document.Resolve(schema);
        if (depth > Deepest || Chance(6))
            return Nonsense();
        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
            return Value(document, choices[_random.Next(choices.GetArrayLength())], depth + 1);
        if (schema.TryGetProperty("enum", out var values) && Chance(85))
            return JsonNode.Parse(values[_random.Next(values.GetArrayLength())].GetRawText());
        return TypeOf(schema) switch
        {
            "object" => Object(document, schema, depth),
            "array" => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => schema.TryGetProperty("items", out var items) ? Value(document, items, depth + 1) : Nonsense())]),
            "integer" or "number" => Number(),
            "boolean" => Chance(50),
            "null" => null,
            _ => Text(schema),
        };
    }

    private JsonObject Object(ApiDocument document, JsonElement schema, int depth)
    {
        var value = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject().Where(_ => !Chance(15)))
                value[property.Name] = Value(document, property.Value, depth + 1);
        }

        if (Chance(5))
            value[Pick(["extra", "__proto__", "$type", "id", "ownerId", "isAdmin", "tier"])] = Nonsense();
        return value;
    }

    private string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return "string";
        return type.ValueKind == JsonValueKind.Array ? type[_random.Next(type.GetArrayLength())].GetString()! : type.GetString()!;
    }

    private string Text(JsonElement schema) => schema.TryGetProperty("format", out var format) && format.GetString() is "uuid" && Chance(85) ? Id().ToString() : Anything();

    /// <summary>No name of a real provider: no request may leave this machine.</summary>
    private string TextOf(string name, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("format", out var format) && format.GetString() is "uuid")
            return Chance(92) ? Id().ToString() : Anything();
        if (name.EndsWith("Id", StringComparison.Ordinal) || name == "id")
            return Chance(92) ? Id().ToString() : Anything();
        return name == "limit" && Chance(60) ? _random.Next(-5, 300).ToString(CultureInfo.InvariantCulture) : Anything();
    }

    private Guid Id() => _random.Next(3) switch
    {
        0 => theirs[_random.Next(theirs.Length)],
        1 => mine[_random.Next(mine.Length)],
        _ => new Guid(_random.Next(), 7, 7, 8, 0, 0, 0, 0, 0, 0, 1),
    };

    private string Anything() => _random.Next(12) switch
    {
        0 => new string('x', _random.Next(1, 5000)),
        1 => Pick(texts),
        2 => string.Concat(Enumerable.Range(0, _random.Next(1, 30)).Select(_ => char.ConvertFromUtf32(_random.Next(0x20, 0xD7FF)))),
        3 => _random.NextInt64().ToString(CultureInfo.InvariantCulture),
        4 => "A list of books with title and year",
        _ => Pick(Strings),
    };

    private JsonNode? Nonsense() => _random.Next(6) switch
    {
        0 => null,
        1 => Number(),
        2 => new JsonArray(1, "x", new JsonObject()),
        3 => new JsonObject { ["x"] = new JsonArray() },
        4 => Chance(50),
        _ => Anything(),
    };

    private JsonNode Number() => _random.Next(6) switch
    {
        0 => 0,
        1 => -1,
        2 => long.MaxValue,
        3 => 1.5e300,
        4 => _random.NextDouble(),
        _ => _random.Next(),
    };

    private string Escaped(string text) => Chance(85) ? Uri.EscapeDataString(text) : Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal);

    private static string Printable(string text) => new([.. text.Where(c => c is >= ' ' and <= '~')]);

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}
