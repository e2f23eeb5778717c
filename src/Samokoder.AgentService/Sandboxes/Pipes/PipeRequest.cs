using System.Text;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>A program that is spoken to through its standard input and output for as long as it runs.</summary>
/// <param name="Arguments">Program and arguments; nothing is interpreted by a shell.</param>
internal sealed record PipeRequest(IReadOnlyList<string> Arguments)
{
    /// <summary>
    /// Reads the secrets from its input, byte by byte, so that what follows is left to the program: they stand on no command line and in no
    /// container's description. Error output is told at the end, apart from the output, because a protocol goes through that.
    /// </summary>
    private const string Prelude =
        """
        while IFS= read -r line && [ -n "$line" ]; do export "$line"; done
        errors="${TMPDIR:-/tmp}/errors-$$"
        "$@" 2>"$errors"
        code=$?
        echo; tail -c 2000 "$errors"; rm -f "$errors"
        exit $code
        """;

    /// <summary>Environment variables of this program alone. Values are single lines.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the sandbox runs.</summary>
    internal IReadOnlyList<string> Command => ["/bin/sh", "-c", Prelude, "samokoder", .. Arguments];

    /// <summary>What the input begins with.</summary>
    internal byte[] Head()
    {
        if (Secrets.Any(s => s.Value.AsSpan().ContainsAny('\n', '\r', '\0'))) throw new ArgumentException("A secret has more than one line.");
        return Encoding.UTF8.GetBytes($"{string.Concat(Secrets.Select(s => $"{s.Key}={s.Value}\n"))}\n");
    }
}

/// <param name="Pipe">Null when it could not be started.</param>
/// <param name="Problem">What happened and what to do. Null when started.</param>
internal sealed record PipeStart(SandboxPipe? Pipe, string? Problem)
{
    public static PipeStart Failed(string problem) => new(null, problem);
}
