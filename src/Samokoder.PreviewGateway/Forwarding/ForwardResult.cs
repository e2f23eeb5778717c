namespace Samokoder.PreviewGateway.Forwarding;

internal enum ForwardResult
{
    /// <summary>The request was answered.</summary>
    Answered,

    /// <summary>Nothing listens at the address; nothing of the request was sent and nothing answered.</summary>
    Gone,
}
