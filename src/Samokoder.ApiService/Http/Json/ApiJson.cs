using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;

namespace Samokoder.ApiService.Http.Json;

/// <summary>The contract's JSON, read strictly: a field that we do not know is an error of the client's that it should hear of.</summary>
internal static class ApiJson
{
    public static void Configure(JsonOptions options)
    {
        var json = options.SerializerOptions;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.AllowDuplicateProperties = false;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.Converters.Add(new StorableTextConverter());
    }
}
