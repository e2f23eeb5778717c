namespace Samokoder.AgentService.Provisioning.Packages;

/// <summary>How the packages of one kind of starter are installed once for all projects, and where they are in a workspace.</summary>
internal interface IPackageInstaller
{
    /// <summary>Files of a starter that say what is installed; the first one says it exactly.</summary>
    IReadOnlyList<string> Locks { get; }

    /// <summary>The file of a workspace without which there is nothing to install.</summary>
    string Manifest { get; }

    /// <summary>Folders of a workspace that hold what was installed. Without the first one nothing is.</summary>
    IReadOnlyList<string> Folders { get; }

    /// <summary>Folders, in or among those, that the first run of a dev server makes.</summary>
    IReadOnlyList<string> Made { get; }

    /// <summary>The file that is there when it has made them.</summary>
    string MadeFile { get; }

    /// <summary>Installs them from the network.</summary>
    /// <param name="folder">A folder of ours that is empty; <see cref="Folders"/> are made in it.</param>
    /// <returns>What went wrong and what to do; null when they are there.</returns>
    Task<string?> InstallAsync(Starter starter, string folder, CancellationToken cancellationToken);
}
