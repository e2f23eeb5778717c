using System.Text.RegularExpressions;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts.Mcp;

namespace Samokoder.ApiService.Features.Mcp;

internal static partial class McpRules
{
    /// <summary>Each one is a process beside every run.</summary>
    public const int MaxServers = 8;

    private const int MaxCommand = 300;
    private const int MaxArguments = 40;
    private const int MaxArgument = 1_000;
    private const int MaxSecrets = 20;
    private const int MaxSecret = 4_000;

    public static InvalidRequest? Validate(string name, PutMcpServerRequest request)
    {
        var (arguments, secrets) = (request.Arguments ?? [], request.Secrets ?? new Dictionary<string, string?>(StringComparer.Ordinal));
        return new Validator()
            .Check(Name().IsMatch(name), "name", "It must be of small Latin letters, digits and hyphens, begin with a letter or digit and have at most 32 characters.")
            .Required("command", request.Command, MaxCommand).OneLine("command", request.Command)
            .Check(arguments.Count <= MaxArguments, "arguments", $"There are too many: {arguments.Count}, and {MaxArguments} are allowed.")
            .Check(arguments.All(a => a is { Length: <= MaxArgument } && !a.Any(char.IsControl)), "arguments", $"Each must be one line of at most {MaxArgument} characters.")
            .Check(secrets.Count <= MaxSecrets, "secrets", $"There are too many: {secrets.Count}, and {MaxSecrets} are allowed.")
            .Check(secrets.Keys.All(k => Variable().IsMatch(k)), "secrets", "The name of each must be that of an environment variable: Latin letters, digits and underscores.")
            .Check(secrets.Values.All(v => v is null || (v.Length is > 0 and <= MaxSecret && !v.Any(char.IsControl))), "secrets", $"Each value must be one line of 1 to {MaxSecret} characters.")
            .Problem;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,99}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Variable();
}
