namespace Samokoder.Tests.Support;

public sealed class RunFolderTests
{
    [Fact]
    public void What_a_killed_run_left_goes_and_what_a_living_one_has_stays()
    {
        var parent = Directory.CreateTempSubdirectory().FullName;
        var (dead, held) = RunFolder.Create(parent);
        Directory.CreateDirectory(Path.Combine(dead, "app", "node_modules"));
        File.WriteAllText(Path.Combine(dead, "app", "node_modules", "a.js"), "");
        Directory.CreateSymbolicLink(Path.Combine(dead, "link"), parent);
        var (living, stillHeld) = RunFolder.Create(parent);
        var other = Directory.CreateDirectory(Path.Combine(parent, "other")).FullName;

        held.Dispose();
        RunFolder.DeleteLeftovers(parent);

        Assert.Equal([other, living], Directory.GetDirectories(parent).Order(StringComparer.Ordinal));
        stillHeld.Dispose();
    }

    [Fact]
    public void Everything_temporary_is_in_the_folder_of_the_run() =>
        Assert.StartsWith("skr-", Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetTempPath())), StringComparison.Ordinal);
}
