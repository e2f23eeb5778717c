namespace Samokoder.Tests.Support;

/// <summary>Finds files of the source tree from the test's output folder.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Samokoder.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Samokoder.sln is in no folder above the tests.");
    }
}
