using System.Buffers.Text;
using System.Text;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts.Attachments;
using Samokoder.Data;
using Samokoder.Data.Attachments;
using Samokoder.Data.Runs;
using static Samokoder.Contracts.Attachments.AttachmentLimits;

namespace Samokoder.ApiService.Features.Attachments;

/// <summary>What may go with a prompt.</summary>
internal static class AttachmentRules
{
    public static Validator Attachments(this Validator validator, IReadOnlyList<AttachmentUpload>? uploads)
    {
        if (uploads is null) return validator;
        validator.Check(uploads.Count <= MaxCount, "attachments", $"There are {uploads.Count} files, and {MaxCount} are allowed with one request. Send the others with the next one.");
        for (var i = 0; i < Math.Min(uploads.Count, MaxCount); i++)
            if (Problem(uploads[i]) is { } problem)
                validator.Check(false, $"attachments[{i}]", problem);
        return validator;
    }

    /// <summary>Adds what <see cref="Attachments"/> found to be right to the run that it came with.</summary>
    public static void AddAttachments(this SamokoderDbContext db, Run run, IReadOnlyList<AttachmentUpload>? uploads)
    {
        foreach (var (position, upload) in (uploads ?? []).Index())
        {
            var content = Convert.FromBase64String(upload.Data);
            db.Attachments.Add(new Attachment
            {
                Id = Guid.CreateVersion7(run.CreatedAt), ProjectId = run.ProjectId, RunId = run.Id, Position = position, Name = upload.Name.Trim(),
                MediaType = AttachmentKind.Of(content)!, Size = content.Length, Content = content,
            });
        }
    }

    private static string? Problem(AttachmentUpload? upload)
    {
        if (upload is null || string.IsNullOrWhiteSpace(upload.Name)) return "The file needs a name.";
        var name = upload.Name.Trim();
        if (name.Length > MaxNameLength || name.Any(char.IsControl) || name.AsSpan().ContainsAny('/', '\\'))
            return $"The name must be one line of at most {MaxNameLength} characters without slashes.";
        if (string.IsNullOrEmpty(upload.Data)) return $"{name} is empty.";
        return Base64.IsValid(upload.Data) ? Problem(name, upload.MediaType ?? "", Convert.FromBase64String(upload.Data)) : $"The data of {name} is not base64.";
    }

    private static string? Problem(string name, string said, byte[] content)
    {
        if (content.Length == 0) return $"{name} is empty.";
        if (AttachmentKind.Of(content) is not { } found) return $"{name} is neither text (UTF-8) nor an image of the kinds PNG, JPEG, GIF and WebP.";
        if (!AttachmentKind.Agrees(said, found)) return $"{name} was sent as {said}, but its content is {found}.";
        if (!AttachmentKind.AgreesWithName(name, found)) return $"{name} has the ending of another kind of file: its content is {found}. Rename it and attach it again.";
        if (found != AttachmentKind.Text && ProblemOfImage(name, found, content) is { } problem) return problem;
        var most = found == AttachmentKind.Text ? MaxTextBytes : MaxImageBytes;
        return content.Length <= most ? null : $"{name} is too large: {content.Length / 1024} KB, and {most / 1024} KB are allowed for {(found == AttachmentKind.Text ? "a text" : "an image")}.";
    }

    private static string? ProblemOfImage(string name, string found, byte[] content)
    {
        if (ImageSize.Of(found, content) is not var (width, height)) return $"{name} begins as {found} and is damaged or cut off after that. Save it anew and attach it again.";
        return (long)width * height <= MaxImagePixels ? null
            : $"{name} is too large: {width} × {height} pixels, and {MaxImagePixels / 1_000_000} million are allowed for an image. Make it smaller and attach it again.";
    }
}
