namespace Samokoder.AgentService.Workspaces.Beneath;

/// <summary>What an error number or a kind of entry means to whoever asked.</summary>
internal static class Failures
{
    public static FileResult<T> NotFound<T>(WorkspacePath path) => new(FileError.NotFound, $"There is no '{path}' in the project.");

    public static FileResult<T> IsDirectory<T>(WorkspacePath path) => new(FileError.IsDirectory, $"'{path}' is a folder.");

    public static FileResult<T> Outside<T>(WorkspacePath path) =>
        new(FileError.OutsideWorkspace, $"'{path}' leads out of the project through a link.");

    public static FileResult<T> NotRegular<T>(WorkspacePath path) =>
        new(FileError.InvalidPath, $"'{path}' is neither a file nor a folder.");

    public static FileResult<bool> Check(int error, WorkspacePath path) => error == 0 ? new(true) : Of<bool>(error, path);

    public static FileResult<T> Of<T>(int error, WorkspacePath path) => error switch
    {
        LinuxNative.NotFound => NotFound<T>(path),
        LinuxNative.CrossDevice or LinuxNative.TooManyLinks => Outside<T>(path),
        LinuxNative.IsADirectory => IsDirectory<T>(path),
        LinuxNative.NotADirectory => new(FileError.InvalidPath, $"A part of '{path}' is a file, not a folder."),
        LinuxNative.NameTooLong => new(FileError.InvalidPath, $"The path '{path}' is too long."),
        LinuxNative.Exists or LinuxNative.NotEmpty => new(FileError.AlreadyExists, $"There is already something at '{path}'."),
        LinuxNative.NoSpace => new(FileError.Failed, "The disk with the workspaces is full. Free some space and try again."),
        _ => new(FileError.Failed, $"'{path}' could not be used: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}."),
    };

    public static FileResult<T> Of<T>(Exception e, WorkspacePath path) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => NotFound<T>(path),
        PathTooLongException => new(FileError.InvalidPath, $"The path '{path}' is too long."),
        _ => new(FileError.Failed, $"'{path}' could not be used: {e.Message}"),
    };
}
