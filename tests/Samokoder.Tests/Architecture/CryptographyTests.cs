using System.Text.RegularExpressions;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Architecture;

/// <summary>The inventory of docs/security.md names every file of ours that uses cryptography, and no file uses what is weak.</summary>
public sealed partial class CryptographyTests
{
    private static readonly List<(string Name, string Text)> Sources =
    [
        .. Directory.GetFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(f => (Path.GetFileNameWithoutExtension(f), File.ReadAllText(f))),
    ];

    [Fact]
    public void Every_use_stands_in_the_inventory_and_every_line_of_it_has_a_use()
    {
        var document = File.ReadAllText(Repository.Path("docs/security.md"));
        var section = document.Split("### Where the source uses them", 2)[1].Split("\n#", 2)[0];
        var listed = Name().Matches(section).Select(m => m.Groups["name"].Value).ToList();
        var used = Sources.Where(s => Use().IsMatch(s.Text)).Select(s => s.Name).ToList();
        Assert.True(used.Count > 15);
        Assert.Empty(used.Except(listed, StringComparer.Ordinal));
        Assert.Empty(listed.Except(used, StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_weak_is_used() => Assert.All(Sources, source => Assert.False(Weak().IsMatch(source.Text), source.Name));

    [GeneratedRegex(@"\b(HMAC(SHA|MD)\w+|SHA\d+|MD5|Aes\w*|HKDF|Rfc2898DeriveBytes|IncrementalHash|ChaCha20Poly1305|RSA|ECDsa|CreateProtector)\s*(\.\w|\()", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Use();

    [GeneratedRegex(@"\b(MD5|SHA1|HMACMD5|HMACSHA1|DES|TripleDES|RC2|CipherMode\.ECB)\b\s*[.(;]", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Weak();

    [GeneratedRegex(@"`(?<name>[A-Z]\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
