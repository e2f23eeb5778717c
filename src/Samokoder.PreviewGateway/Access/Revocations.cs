using System.Collections.Concurrent;

namespace Samokoder.PreviewGateway.Access;

/// <summary>Ends what was let in and goes on for long (WebSockets, streams) when the access it was let in by is revoked.</summary>
internal sealed class Revocations(AccessRules rules)
{
    private readonly ConcurrentDictionary<string, Admission> _admissions = new(StringComparer.Ordinal);

    /// <summary>Cancelled when this version of the preview's access is no longer the current one.</summary>
    public CancellationToken TokenOf(string previewId, int version)
    {
        while (true)
        {
            var admission = _admissions.GetOrAdd(previewId, static (_, v) => new Admission(v), version);
            if (admission.Version == version) return admission.Token;
            if (_admissions.TryUpdate(previewId, new Admission(version), admission)) admission.Revoke();
        }
    }

    /// <summary>Call it after a change was announced.</summary>
    public async Task CheckAsync(string previewId)
    {
        if (!_admissions.TryGetValue(previewId, out var admission)) return;
        var rule = await rules.FindAsync(previewId);
        if (rule?.Version != admission.Version && _admissions.TryRemove(new(previewId, admission))) admission.Revoke();
    }

    private sealed class Admission(int version)
    {
        private readonly CancellationTokenSource _revoked = new();

        public int Version { get; } = version;

        public CancellationToken Token => _revoked.Token;

        public void Revoke() => _revoked.Cancel();
    }
}
