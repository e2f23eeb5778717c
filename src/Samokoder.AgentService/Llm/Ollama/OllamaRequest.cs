using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm.Ollama;

/// <summary>Writes a conversation as the body of POST /api/chat.</summary>
internal static class OllamaRequest
{
    public static JsonObject Write(string model, int contextTokens, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var settings = new JsonObject { ["num_ctx"] = contextTokens };
        if (options?.MaxOutputTokens is { } most) settings["num_predict"] = most;
        if (options?.Temperature is { } temperature) settings["temperature"] = temperature;
        var body = new JsonObject { ["model"] = options?.ModelId ?? model, ["stream"] = true, ["options"] = settings, ["messages"] = Messages(messages) };
        if (options?.Tools is { Count: > 0 } tools) body["tools"] = new JsonArray([.. tools.OfType<AIFunctionDeclaration>().Select(Tool)]);
        if (options?.ResponseFormat is ChatResponseFormatJson format)
            body["format"] = format.Schema is { } schema ? JsonSerializer.SerializeToNode(schema) : JsonValue.Create("json");
        return body;
    }

    private static JsonArray Messages(IEnumerable<ChatMessage> messages)
    {
        var written = new JsonArray();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            foreach (var call in message.Contents.OfType<FunctionCallContent>()) names[call.CallId] = call.Name;
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
                written.Add(new JsonObject { ["role"] = "tool", ["tool_name"] = names.GetValueOrDefault(result.CallId), ["content"] = TextOf(result) });
            if (!message.Contents.Any(c => c is FunctionResultContent)) written.Add(Message(message));
        }
        return written;
    }

    private static JsonObject Message(ChatMessage message)
    {
        var written = new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text };
        var images = message.Contents.OfType<DataContent>().Where(d => d.HasTopLevelMediaType("image")).Select(d => (JsonNode)d.Base64Data.ToString()).ToArray();
        if (images.Length > 0) written["images"] = new JsonArray(images);
        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToArray();
        if (calls.Length > 0) written["tool_calls"] = new JsonArray(calls);
        return written;
    }

    private static JsonNode Call(FunctionCallContent call) => new JsonObject
    {
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal)) },
    };

    private static JsonNode Tool(AIFunctionDeclaration tool) => new JsonObject
    {
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description, ["parameters"] = JsonSerializer.SerializeToNode(tool.JsonSchema) },
    };

    private static string TextOf(FunctionResultContent result) => result.Result as string ?? JsonSerializer.Serialize(result.Result);
}
