using Samokoder.ApiService.Features.Attachments;

namespace Samokoder.Tests.ApiService;

public sealed class ImageSizeTests
{
    private static readonly byte[] Jpeg =
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC0, 0, 11, 8, 0, 3, 0, 2, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0xAB, 0xFF, 0, 0xCD, 0xFF, 0xD9,
    ];

    private static readonly Dictionary<string, byte[]> Images = new(StringComparer.Ordinal)
    {
        ["image/png"] = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
        ["image/jpeg"] = Jpeg,
        ["image/gif"] = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
        ["image/webp"] = Convert.FromBase64String("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"),
        ["image/webp lossless"] = Convert.FromBase64String("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="),
    };

    [Theory]
    [InlineData("image/png", 1, 1)]
    [InlineData("image/jpeg", 2, 3)]
    [InlineData("image/gif", 1, 1)]
    [InlineData("image/webp", 1, 1)]
    [InlineData("image/webp lossless", 1, 1)]
    public void A_whole_image_has_a_size_and_a_part_of_it_has_none(string image, int width, int height)
    {
        var (type, content) = (image.Split(' ')[0], Images[image]);
        Assert.Equal((width, height), ImageSize.Of(type, content));
        Assert.Equal((width, height), ImageSize.Of(type, [.. content, 1, 2, 3])); // Cameras append things of their own.
        Assert.All(Enumerable.Range(0, content.Length), length => Assert.Null(ImageSize.Of(type, content.AsSpan(0, length))));
    }

    /// <summary>Whatever stands in it, it is read to an answer.</summary>
    [Fact]
    public void No_bytes_break_it()
    {
        var random = new Random(1);
        foreach (var (image, content) in Images)
        {
            for (var round = 0; round < 3_000; round++)
            {
                var damaged = content.ToArray();
                for (var i = 0; i < 3; i++)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                _ = ImageSize.Of(image.Split(' ')[0], damaged);
            }
        }
    }
}
