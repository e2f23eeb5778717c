namespace Samokoder.Data.Projects;

/// <summary>
/// Says that a person's list of projects changed: triggers in the database give one of the person's rows a new version, in the transaction of the change, whoever makes it
/// (docs/adr/0076). What a list shows is the same as long as the set of the person's versions is.
/// </summary>
public sealed class ProjectListVersion
{
    public long Id { get; init; }

    /// <summary>Whose list. More than one row when changes came at the same time: none waits for another.</summary>
    public Guid UserId { get; init; }

    /// <summary>Random: no version comes again, nor after a restored backup.</summary>
    public Guid Version { get; init; }
}
