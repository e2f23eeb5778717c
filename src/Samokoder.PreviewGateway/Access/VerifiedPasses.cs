using Samokoder.Messaging.Previews;

namespace Samokoder.PreviewGateway.Access;

/// <summary>
/// Passes whose signature was found good, by the Cookie header they came in: a page and the hundred files it asks for bring the same one. Only
/// the signature is remembered; whether the pass is still good (its time, its version) is for the caller to ask again each time.
/// </summary>
internal sealed class VerifiedPasses
{
    private const int Slots = 512;

    /// <summary>Bounds the memory, to 2 MB.</summary>
    private const int LongestHeader = 2048;

    private readonly Entry?[] _entries = new Entry?[Slots];

    public bool TryFind(string header, string previewId, out PreviewTicket pass)
    {
        var entry = Volatile.Read(ref _entries[SlotOf(header)]);
        var found = entry is not null && entry.PreviewId == previewId && entry.Header == header;
        pass = found ? entry!.Pass : default;
        return found;
    }

    /// <summary>Takes the place of another one that has the same slot.</summary>
    public void Add(string header, string previewId, PreviewTicket pass)
    {
        if (header.Length <= LongestHeader) Volatile.Write(ref _entries[SlotOf(header)], new(header, previewId, pass));
    }

    // The hash has a key that each process makes for itself: nobody outside can aim at a slot.
    private static int SlotOf(string header) => (int)((uint)header.GetHashCode(StringComparison.Ordinal) % Slots);

    private sealed record Entry(string Header, string PreviewId, PreviewTicket Pass);
}
