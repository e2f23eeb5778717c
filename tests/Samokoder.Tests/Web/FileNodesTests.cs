using Samokoder.Contracts.Files;
using Samokoder.Web.Features.Studio.Files;

namespace Samokoder.Tests.Web;

public sealed class FileNodesTests
{
    private static readonly FileEntry[] Entries =
    [
        new("index.html", FileKind.File, 10, default), new("src/App.tsx", FileKind.File, 20, default), new("src", FileKind.Directory, 0, default),
        new("src/parts/Row.tsx", FileKind.File, 5, default), new("Add.md", FileKind.File, 5, default), new("empty", FileKind.Directory, 0, default),
    ];

    [Fact]
    public void Folders_come_first_and_each_level_is_sorted() =>
        Assert.Equal(["0 empty", "0 src", "1 parts", "2 Row.tsx", "1 App.tsx", "0 Add.md", "0 index.html"],
            FileNodes.Visible(Entries, new HashSet<string>()).Select(n => $"{n.Depth} {n.Name}"));

    [Fact]
    public void A_closed_folder_hides_what_it_holds() =>
        Assert.Equal(["empty", "src", "Add.md", "index.html"],
            FileNodes.Visible(Entries, new HashSet<string> { "src" }).Select(n => n.Path));
}
