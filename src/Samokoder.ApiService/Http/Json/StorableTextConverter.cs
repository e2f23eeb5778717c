using System.Text.Json;
using System.Text.Json.Serialization;
using Samokoder.ApiService.Http.Problems;

namespace Samokoder.ApiService.Http.Json;

/// <summary>
/// Refuses, in every body, texts that PostgreSQL cannot store: the character NUL. (Lone surrogates are refused by the reader itself.)
/// </summary>
internal sealed class StorableTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException();
        var text = reader.GetString();
        return text is null || !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw new UnstorableTextException("The text has the character NUL, which cannot be stored. Remove it.");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
