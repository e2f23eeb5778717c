using System.ComponentModel.DataAnnotations;

namespace Samokoder.AgentService.Context;

/// <summary>Section <c>Context</c>: how a conversation is kept within its model's window.</summary>
internal sealed class ContextOptions
{
    public const string Section = "Context";

    /// <summary>Tokens of input and output together that a model is taken to have when neither the catalogue nor its provider says.</summary>
    [Range(4_096, 10_000_000)]
    public int DefaultWindowTokens { get; set; } = 65_536;

    /// <summary>Whether models that the catalogue does not know are sent images. One that cannot see refuses such a request.</summary>
    public bool UnknownModelsSeeImages { get; set; }

    /// <summary>Kept free for the answer when the model's output limit is not known; never more than a quarter of the window.</summary>
    [Range(256, 1_000_000)]
    public int AnswerTokens { get; set; } = 8_192;
}
