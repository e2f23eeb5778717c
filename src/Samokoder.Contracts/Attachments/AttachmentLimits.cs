namespace Samokoder.Contracts.Attachments;

/// <summary>What may go with one prompt.</summary>
public static class AttachmentLimits
{
    public const int MaxCount = 6;

    /// <summary>Bytes of one image.</summary>
    public const int MaxImageBytes = 3 * 1024 * 1024;

    /// <summary>Pixels of one image, whatever its bytes are: whoever looks at it unpacks them.</summary>
    public const int MaxImagePixels = 50_000_000;

    /// <summary>Bytes of one text.</summary>
    public const int MaxTextBytes = 256 * 1024;

    /// <summary>Bytes of all together: what fits as base64 into the largest request that the API takes, beside the longest prompt.</summary>
    public const int MaxTotalBytes = 3_600_000;

    public const int MaxNameLength = 120;
}
