using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;

namespace Samokoder.Web.Features.Landing;

/// <summary>
/// Prompts of visitors on their way to registering. Kept out of addresses, because those end up in logs; an hour, and at most
/// 2 million characters in all.
/// </summary>
internal sealed class PromptDrafts : IDisposable
{
    public const int LongestPrompt = 20_000;

    private readonly MemoryCache _drafts = new(new MemoryCacheOptions { SizeLimit = 2_000_000 });

    /// <summary>Null when there is nothing to keep.</summary>
    public string? Keep(string? prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt))
            return null;
        var text = prompt.Trim();
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _drafts.Set(id, text.Length > LongestPrompt ? text[..LongestPrompt] : text,
            new MemoryCacheEntryOptions { Size = text.Length, AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
        return id;
    }

    public string? Find(string? id) => id is not null && _drafts.TryGetValue(id, out string? prompt) ? prompt : null;

    public void Dispose() => _drafts.Dispose();
}
