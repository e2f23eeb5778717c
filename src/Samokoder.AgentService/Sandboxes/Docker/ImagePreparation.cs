using System.Formats.Tar;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>Sees to it that the image of sandboxes is there: found, fetched, built from the Dockerfile, or made from Debian packages.</summary>
internal sealed partial class ImagePreparation(string variant, IOptions<SandboxOptions> options, ContainerEngine engine, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly ImageRecipe recipe = new(variant);
    private Task<string?>? preparing;
    private DateTimeOffset failedAt;

    public string Variant => variant;

    public string Image => options.Value.Image is { Length: > 0 } image ? image : recipe.Tag;

    /// <summary>True while an image is being made, which takes about a minute.</summary>
    public bool IsRunning => preparing is { IsCompleted: false };

    /// <summary>Null when the image is there. Everybody who asks meanwhile waits for the one preparation, which goes on when they give up.</summary>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (await ExistsAsync(cancellationToken))
            return null;
        return await Begin().WaitAsync(cancellationToken);
    }

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await engine.Client.Images.InspectImageAsync(Image, cancellationToken);
            return true;
        }
        catch (DockerImageNotFoundException)
        {
            return false;
        }
    }

    private Task<string?> Begin()
    {
        lock (gate)
        {
            if (preparing is null || (preparing.IsCompleted && time.GetUtcNow() - failedAt > RetryAfter))
                preparing = PrepareAsync();
            return preparing;
        }
    }

    private async Task<string?> PrepareAsync()
    {
        await Task.Yield();
        using var timeout = new CancellationTokenSource(BuildTime);
        LogPreparing(log, Image);
        var problem = options.Value.Image is { Length: > 0 } named
            ? await AttemptAsync($"fetching {named}", () => PullAsync(named, timeout.Token))
            : await MakeAsync(timeout.Token);
        failedAt = time.GetUtcNow();
        if (problem is null)
            LogPrepared(log, Image);
        else
            LogFailed(log, Image, problem);
        return problem;
    }

    private async Task<string?> MakeAsync(CancellationToken cancellationToken)
    {
        var built = await AttemptAsync("building deploy/sandbox/Dockerfile", () => BuildAsync(cancellationToken));
        if (built is null)
            return null;
        var made = await DebianAsync(cancellationToken);
        return made is null ? null : $"The image of sandboxes ({Image}) is not there and could not be made. {built} {made}";
    }

    /// <summary>A failure as a sentence.</summary>
    private static async Task<string?> AttemptAsync(string what, Func<Task<string?>> action)
    {
        try
        {
            return await action() is { } problem ? $"The attempt of {what} failed: {problem}" : null;
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e))
        {
            return $"The attempt of {what} failed: {ContainerEngine.Reason(e)}.";
        }
    }

    private async Task<string?> PullAsync(string image, CancellationToken cancellationToken)
    {
        var messages = new LastError();
        await engine.Client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = image }, new AuthConfig(), messages, cancellationToken);
        return messages.Error;
    }

    private async Task<string?> BuildAsync(CancellationToken cancellationToken)
    {
        await using var context = new MemoryStream();
        await using (var tar = new TarWriter(context, leaveOpen: true))
            await tar.WriteEntryAsync(recipe.Dockerfile, "Dockerfile", cancellationToken);
        context.Position = 0;
        var messages = new LastError();
        var parameters = new ImageBuildParameters { Tags = [recipe.Tag], Target = recipe.Variant, Remove = true, ForceRemove = true };
        await engine.Client.Images.BuildImageFromDockerfileAsync(parameters, context, [], new Dictionary<string, string>(StringComparer.Ordinal), messages, cancellationToken);
        return messages.Error;
    }

    private async Task<string?> DebianAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || Toolchain.FindProgram("debootstrap") is null || Toolchain.FindProgram("docker") is null)
            return "Making it from Debian packages needs root, debootstrap and docker on Linux: install them and run deploy/sandbox/build-from-debian, or name an image with Sandbox:Image.";
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
        variables["DOCKER_HOST"] = engine.Address;
        var request = new ExecRequest(["bash", recipe.DebianScript, "--variant", recipe.Variant]) { Timeout = BuildTime, MaxOutputChars = 2000 };
        var (result, error) = await ProcessRunner.RunAsync(
            new ChildCommand(request.Arguments, variables, KillTree: true), request, null, cancellationToken);
        return result.Succeeded ? null : $"build-from-debian failed: {error.Trim()}";
    }

    /// <summary>The engine reports a failed build as one of its messages.</summary>
    private sealed class LastError : IProgress<JSONMessage>
    {
        public string? Error { get; private set; }

        public void Report(JSONMessage value) => Error = value.ErrorMessage ?? value.Error?.Message ?? Error;
    }

    [LoggerMessage(LogLevel.Information, "Preparing the image of sandboxes {Image}; this takes a minute or two, once.")]
    private static partial void LogPreparing(ILogger logger, string image);

    [LoggerMessage(LogLevel.Information, "The image of sandboxes {Image} is ready.")]
    private static partial void LogPrepared(ILogger logger, string image);

    [LoggerMessage(LogLevel.Error, "The image of sandboxes {Image} is not ready: {Problem}")]
    private static partial void LogFailed(ILogger logger, string image, string problem);
}
