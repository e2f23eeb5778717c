namespace Samokoder.EmbeddedHosting.Processes;

/// <summary>A process to start.</summary>
internal sealed record ProcessSpec
{
    public required string Command { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required string WorkingDirectory { get; init; }

    /// <summary>Added to our own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Drops root; null keeps our own user.</summary>
    public UnprivilegedUser? User { get; init; }

    /// <summary>Asks the process to end.</summary>
    public StopSignal StopSignal { get; init; } = StopSignal.Terminate;

    /// <summary>What the kernel sends when our own process dies, however it dies (Linux).</summary>
    public StopSignal ParentDeathSignal { get; init; } = StopSignal.Kill;

    /// <summary>How long a stop may take before it becomes a kill.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>A user without rights, for a server that refuses to run as root.</summary>
internal sealed record UnprivilegedUser(string Name, int UserId, int GroupId)
{
    /// <summary>Looks the name up in <c>/etc/passwd</c>; null when it is not there.</summary>
    public static UnprivilegedUser? Find(string name)
    {
        var entry = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).FirstOrDefault(f => f.Length > 3 && f[0] == name);
        return entry is null
            ? null
            : new UnprivilegedUser(name, int.Parse(entry[2], System.Globalization.CultureInfo.InvariantCulture), int.Parse(entry[3], System.Globalization.CultureInfo.InvariantCulture));
    }
}
