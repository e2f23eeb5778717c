using System.Diagnostics.CodeAnalysis;

namespace Samokoder.AgentService.Workspaces;

internal enum FileError
{
    None,
    NotFound,

    /// <summary>The path, or a link on the way, leads out of the workspace.</summary>
    OutsideWorkspace,
    TooLarge,

    /// <summary>Not text; asked for as text.</summary>
    Binary,
    IsDirectory,
    InvalidPath,

    /// <summary>Something that may not be replaced is already there.</summary>
    AlreadyExists,

    /// <summary>The file is not what the caller last saw (<c>If-Match</c>).</summary>
    Changed,

    /// <summary>The disk refused: full, read-only, damaged.</summary>
    Failed,
}

/// <summary>A value, or why there is none with a sentence for whoever asked.</summary>
internal readonly record struct FileResult<T>
{
    public FileResult(T value) => Value = value;

    public FileResult(FileError error, string problem) => (Error, Problem) = (error, problem);

    public T? Value { get; }

    public FileError Error { get; }

    public string? Problem { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Ok => Error == FileError.None;

    /// <summary>The same failure of another type.</summary>
    public FileResult<TOther> As<TOther>() => new(Error, Problem ?? "");
}
