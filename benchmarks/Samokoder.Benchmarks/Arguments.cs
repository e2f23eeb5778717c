using System.Globalization;

namespace Samokoder.Benchmarks;

internal static class Arguments
{
    /// <summary>The whole number behind <c>--name=</c>.</summary>
    public static int Int(string[] args, string name, int otherwise)
    {
        var prefix = $"--{name}=";
        var text = args.FirstOrDefault(a => a.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
        return text is null ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);
    }
}
