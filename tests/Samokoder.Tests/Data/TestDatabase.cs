using Microsoft.EntityFrameworkCore;
using Npgsql;
using Samokoder.Data;
using Samokoder.Data.Accounts;
using Samokoder.Data.Projects;
using Samokoder.Data.Runs;
using Samokoder.ServiceDefaults.Storage;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Data;

/// <summary>A migrated database with what a test puts in.</summary>
internal sealed class TestDatabase : IDbContextFactory<SamokoderDbContext>, IAsyncDisposable
{
    private readonly DbContextOptions<SamokoderDbContext> _options;

    private TestDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        DataSource = PostgresExtensions.CreateDataSource(connectionString, "tests");
        _options = new DbContextOptionsBuilder<SamokoderDbContext>().UseNpgsql(DataSource).UseSnakeCaseNamingConvention().Options;
        Queue = new RunQueue(DataSource, TimeProvider.System);
        Journal = new RunJournal(DataSource, this);
    }

    /// <summary>With the password, which the data source does not give back.</summary>
    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public RunQueue Queue { get; }

    public RunJournal Journal { get; }

    public static async Task<TestDatabase> CreateAsync(Stores stores) => new(await stores.CreateDatabaseAsync());

    public SamokoderDbContext CreateDbContext() => new(_options);

    public async Task<Guid> AddUserAsync()
    {
        await using var db = CreateDbContext();
        var user = new User { Id = Guid.CreateVersion7(), DisplayName = "A", Tier = "team", UserName = $"{Guid.CreateVersion7():N}@example.org" };
        db.Users.Add(user);
        await db.SaveChangesAsync();
        return user.Id;
    }

    public async Task<Guid> AddProjectAsync(Guid userId, string starter = "react-vite")
    {
        await using var db = CreateDbContext();
        var project = NewProject(userId, starter);
        db.Projects.Add(project);
        await db.SaveChangesAsync();
        return project.Id;
    }

    public async Task<Guid> AddRunAsync(Guid projectId, string prompt = "A list", string model = "demo/builder", bool approvePlan = false)
    {
        await using var db = CreateDbContext();
        var run = Queue.Add(db, await db.Projects.SingleAsync(p => p.Id == projectId), prompt, model, approvePlan);
        await db.SaveChangesAsync();
        return run.Id;
    }

    public async Task<Guid> AddRunAsync() => await AddRunAsync(await AddProjectAsync(await AddUserAsync()));

    public async Task<Run> GetRunAsync(Guid runId)
    {
        await using var db = CreateDbContext();
        return await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId);
    }

    /// <summary>Makes a lease look as if its worker had been silent for too long.</summary>
    public async Task ExpireLeaseAsync(Guid runId)
    {
        await using var db = CreateDbContext();
        await db.Runs.Where(r => r.Id == runId).ExecuteUpdateAsync(s => s.SetProperty(r => r.LeaseUntil, DateTimeOffset.UnixEpoch));
    }

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();

    public static Project NewProject(Guid userId, string starter = "react-vite")
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Project
        {
            Id = Guid.CreateVersion7(), OwnerId = userId, Name = "Проект", Starter = starter, PreviewId = Project.NewPreviewId(),
            CreatedAt = now, UpdatedAt = now,
        };
    }
}
