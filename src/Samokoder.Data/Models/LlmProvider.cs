namespace Samokoder.Data.Models;

/// <summary>The wire protocol that a provider speaks.</summary>
public enum LlmProtocol
{
    /// <summary>OpenAI's chat completions; addresses end in /v1.</summary>
    OpenAI,

    /// <summary>Anthropic's messages; addresses end before /v1.</summary>
    Anthropic,

    /// <summary>Ollama's own chat; addresses end before /api.</summary>
    Ollama,
}

/// <summary>Someone who serves models.</summary>
/// <param name="Name">As in the ids of its models, "name/model".</param>
/// <param name="Title">As people write it.</param>
/// <param name="BaseUrl">Where it is when the user enters no other address; null when there is no such place.</param>
/// <param name="NeedsKey">False when its servers may run without one.</param>
public sealed record LlmProvider(string Name, string Title, LlmProtocol Protocol, string? BaseUrl, bool NeedsKey)
{
    /// <summary>An address as the protocol's clients want it, however the user wrote it.</summary>
    public string Normalize(string baseUrl)
    {
        var plain = baseUrl.Trim().TrimEnd('/');
        string[] endings = Protocol switch
        {
            LlmProtocol.Anthropic => ["/v1"],
            LlmProtocol.Ollama => ["/v1", "/api"],
            _ => [],
        };
        var ending = endings.FirstOrDefault(e => plain.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        return ending is null ? plain : plain[..^ending.Length];
    }
}
