using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Processes;

namespace Samokoder.EmbeddedHosting.Projects;

/// <summary>Runs a project of the solution from its build output.</summary>
internal sealed class ProjectLauncher(ResourceContext context, ProjectResource project) : IResourceLauncher
{
    public async Task<IRunningResource> StartAsync(CancellationToken cancellationToken)
    {
        var metadata = project.Annotations.OfType<ProjectMetadataAnnotation>().Single().Metadata;
        if (!File.Exists(metadata.AssemblyPath))
            throw new ResourceStartException($"{metadata.AssemblyPath} is missing: the project is not built. Run `dotnet build` and start it again.");
        var environment = await ChildEnvironment.ApplyAsync(context, cancellationToken);
        return await RunningProcess.StartAsync(context, new ProcessSpec
        {
            Command = DotnetHost.Path,
            Arguments = ["exec", metadata.AssemblyPath],
            WorkingDirectory = WorkingDirectory(metadata),
            Environment = environment,
        });
    }

    public Task<string?> ProbeAsync(CancellationToken cancellationToken) => ServiceProbe.ProbeAsync(context.Instance, cancellationToken);

    /// <summary>The project's folder, where its settings and static files are; the output when the sources are elsewhere.</summary>
    private static string WorkingDirectory(IProjectMetadata metadata)
    {
        var folder = Path.GetDirectoryName(metadata.ProjectPath);
        return Directory.Exists(folder) ? folder : Path.GetDirectoryName(metadata.AssemblyPath)!;
    }
}

/// <summary>Runs any program.</summary>
internal sealed class ExecutableLauncher(ResourceContext context, ExecutableResource executable) : IResourceLauncher
{
    public async Task<IRunningResource> StartAsync(CancellationToken cancellationToken) =>
        await RunningProcess.StartAsync(context, new ProcessSpec
        {
            Command = executable.Command,
            Arguments = executable.Annotations.OfType<Aspire.Hosting.ArgumentsAnnotation>().Single().Arguments,
            WorkingDirectory = executable.WorkingDirectory,
            Environment = await ChildEnvironment.ApplyAsync(context, cancellationToken),
        });

    public Task<string?> ProbeAsync(CancellationToken cancellationToken) => ServiceProbe.ProbeAsync(context.Instance, cancellationToken);
}

internal static class ChildEnvironment
{
    /// <summary>Computes the variables and shows them on the board.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ApplyAsync(ResourceContext context, CancellationToken cancellationToken)
    {
        var variables = await EnvironmentBuilder.BuildAsync(context, cancellationToken);
        context.Board.Update(context.Id, s => s with { Environment = variables });
        return variables.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
    }
}

internal static class DotnetHost
{
    /// <summary>The host that runs us, so that services run on the same runtime.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // Shared frameworks lie in <root>/shared/Microsoft.NETCore.App/<version>.
        var root = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var host = System.IO.Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(host) ? host : "dotnet";
    }
}
