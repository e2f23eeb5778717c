namespace Samokoder.Tests.Support;

/// <summary>What is costly to make and the same for every run of the tests.</summary>
internal static class KeptFiles
{
    /// <summary>In the user's cache; there to be filled.</summary>
    public static string Folder { get; } = Directory.CreateDirectory(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "samokoder-tests")).FullName;
}
