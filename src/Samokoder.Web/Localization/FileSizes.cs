using System.Globalization;

namespace Samokoder.Web.Localization;

internal static class FileSizes
{
    public static string Format(long bytes) => bytes switch
    {
        < 1024 => Texts.Get("Size.Bytes", bytes),
        < 1024 * 1024 => Texts.Get("Size.Kilobytes", (bytes / 1024d).ToString("0.#", CultureInfo.CurrentCulture)),
        _ => Texts.Get("Size.Megabytes", (bytes / (1024d * 1024)).ToString("0.#", CultureInfo.CurrentCulture)),
    };
}
