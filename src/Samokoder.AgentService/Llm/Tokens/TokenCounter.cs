using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Samokoder.Contracts;

namespace Samokoder.AgentService.Llm.Tokens;

/// <summary>
/// Sizes a conversation in tokens of one model before it is sent. Text is sized by <see cref="TextTokens"/>, and the sum is scaled by what
/// the provider counted for this conversation last time. As the scale is one factor, a conversation that only grew is sized as what was
/// measured plus an estimate of what is new.
/// <para>
/// Keep one per run and model: call <see cref="Count(IReadOnlyList{ChatMessage}, IReadOnlyList{AITool})"/> before a turn and
/// <see cref="Measured"/> after it. Sizes of messages are remembered by object, so that counting again after each turn costs
/// only what is new; do not change a message's contents after it was counted. Not for use by several threads at once.
/// </para>
/// </summary>
internal sealed class TokenCounter
{
    /// <summary>Role and separators of one message or tool.</summary>
    private const long Frame = 4;

    /// <summary>An image of the size that models scale to (about 1.15 megapixels); smaller ones cost less, so this errs to the safe side.</summary>
    private const long Image = 1_600;

    private const double LeastScale = 0.5;
    private const double MostScale = 3;

    private readonly ConditionalWeakTable<object, Size> _known = [];

    /// <param name="scale">The <see cref="Scale"/> of an earlier counter of the same conversation and model; 1 when nothing was measured yet.</param>
    public TokenCounter(double scale = 1) => Scale = Math.Clamp(scale, LeastScale, MostScale);

    /// <summary>Tokens that the provider counted for one that was estimated. 1 until the first measurement.</summary>
    public double Scale { get; private set; }

    /// <summary>Tokens that the model will read: the messages and the descriptions of the tools.</summary>
    public long Count(IReadOnlyList<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        var size = SizeOf(messages, tools);
        return size.Images + (long)Math.Ceiling(size.Text * Scale);
    }

    /// <summary>Tokens of one message, as a part of a conversation.</summary>
    public long Count(ChatMessage message) => Count([message]);

    /// <summary>Tokens of a text by itself, as of an answer whose provider sent no usage.</summary>
    public long Count(string text) => (long)Math.Ceiling(TextTokens.Estimate(text) * Scale);

    /// <summary>Learns from what the provider counted for exactly these messages and tools; usage that is itself an estimate teaches nothing.</summary>
    public void Measured(IReadOnlyList<ChatMessage> messages, IReadOnlyList<AITool>? tools, TurnUsage usage)
    {
        if (usage.Estimated || usage.InputTokens <= 0) return;
        var size = SizeOf(messages, tools);
        if (size.Text > 0 && usage.InputTokens > size.Images)
            Scale = Math.Clamp((double)(usage.InputTokens - size.Images) / size.Text, LeastScale, MostScale);
    }

    private Size SizeOf(IReadOnlyList<ChatMessage> messages, IReadOnlyList<AITool>? tools)
    {
        var sum = new Size(0, 0);
        foreach (var message in messages)
        {
            sum = sum with { Text = sum.Text + Frame };
            foreach (var content in message.Contents) sum += Known(content);
        }
        foreach (var tool in tools ?? []) sum += Known(tool);
        return sum;
    }

    private Size Known(object part)
    {
        if (_known.TryGetValue(part, out var size)) return size;
        size = part switch
        {
            TextContent text => OfText(text.Text),
            TextReasoningContent thought => OfText(thought.Text),
            FunctionCallContent call => OfText(call.Name, call.Arguments is null ? "" : JsonSerializer.Serialize(call.Arguments, ContractJson.Options)),
            FunctionResultContent { Result: string text } => OfText(text),
            FunctionResultContent { Result: IEnumerable<AIContent> parts } => parts.Aggregate(new Size(Frame, 0), (sum, p) => sum + Known(p)),
            FunctionResultContent result => OfText(result.Result is null ? "" : JsonSerializer.Serialize(result.Result, ContractJson.Options)),
            DataContent or UriContent => new Size(0, Image),
            AIFunctionDeclaration tool => OfText(tool.Name, tool.Description, tool.JsonSchema.GetRawText()),
            AITool tool => OfText(tool.Name, tool.Description),
            _ => new Size(0, 0),
        };
        _known.AddOrUpdate(part, size);
        return size;
    }

    private static Size OfText(params ReadOnlySpan<string> texts)
    {
        var tokens = texts.Length > 1 ? Frame : 0;
        foreach (var text in texts) tokens += TextTokens.Estimate(text);
        return new Size(tokens, 0);
    }

    private sealed record Size(long Text, long Images)
    {
        public static Size operator +(Size one, Size other) => new(one.Text + other.Text, one.Images + other.Images);
    }
}
