namespace Samokoder.Contracts.Attachments;

/// <summary>A file that goes with a prompt: PNG, JPEG, GIF or WebP images, or UTF-8 text.</summary>
/// <param name="Name">A file name without folders; at most 120 characters.</param>
/// <param name="MediaType">What the sender takes it for; the content must agree.</param>
/// <param name="Data">Base64.</param>
public sealed record AttachmentUpload(string Name, string MediaType, string Data);

/// <param name="MediaType">An image type, or <c>text/plain</c>.</param>
/// <param name="Size">Bytes.</param>
public sealed record AttachmentInfo(Guid Id, Guid RunId, string Name, string MediaType, int Size);
