using Microsoft.Extensions.Primitives;

namespace Samokoder.PreviewGateway.Access;

/// <summary>Reads and cuts Cookie headers as sent, duplicates included: cookies set for a parent domain arrive under the same name.</summary>
internal static class CookieHeader
{
    public delegate bool Match(ReadOnlySpan<char> value);

    /// <summary>Whether any cookie of this name has a value that fits.</summary>
    public static bool Any(StringValues headers, string name, Match match)
    {
        foreach (var header in headers)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var cookie = Parse(header.AsSpan()[range]);
                if (cookie.Name.SequenceEqual(name) && match(cookie.Value))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The header without the named cookies: the same instance when there were none, empty when nothing is left.</summary>
    public static string Without(string header, ReadOnlySpan<string> names)
    {
        if (!ContainsAny(header, names)) return header;
        var kept = new List<string>();
        foreach (var range in header.AsSpan().Split(';'))
        {
            var pair = header.AsSpan()[range].Trim();
            if (!pair.IsEmpty && !Contains(names, Parse(pair).Name))
                kept.Add(pair.ToString());
        }

        return string.Join("; ", kept);
    }

    private static Pair Parse(ReadOnlySpan<char> pair)
    {
        var equals = pair.IndexOf('=');
        return equals < 0 ? new(pair.Trim(), default) : new(pair[..equals].Trim(), pair[(equals + 1)..].Trim());
    }

    private static bool ContainsAny(string header, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (header.Contains(name, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool Contains(ReadOnlySpan<string> names, ReadOnlySpan<char> name)
    {
        foreach (var candidate in names)
        {
            if (name.SequenceEqual(candidate))
                return true;
        }

        return false;
    }

    private readonly ref struct Pair(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        public ReadOnlySpan<char> Name { get; } = name;

        public ReadOnlySpan<char> Value { get; } = value;
    }
}
