using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Npgsql;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>
/// The versions of people's lists of projects, as the database has them now. Requests of the same moment ask together: while one question is under way the next ones gather, and
/// then go as one statement. A question begins after everything that its requests have to see.
/// </summary>
internal sealed class ProjectListVersions(NpgsqlDataSource database)
{
    internal const string Sql = "SELECT user_id, version FROM project_list_versions WHERE user_id = ANY($1)";

    private readonly Lock _gate = new();
    private Question? _open;
    private Task _asked = Task.CompletedTask;

    /// <summary>Changes whenever anything of the person's list does; 0 for a list that never had anything.</summary>
    /// <exception cref="NpgsqlException">The database is away, or refuses.</exception>
    public async Task<UInt128> ReadAsync(Guid userId, CancellationToken cancellationToken)
    {
        var question = Join(userId, out var isFirst);
        if (isFirst)
            await AskAsync(question); // For all who joined: not to be cancelled with this request.
        var versions = await question.Answer.WaitAsync(cancellationToken);
        return versions.GetValueOrDefault(userId);
    }

    private Question Join(Guid userId, out bool isFirst)
    {
        lock (_gate)
        {
            isFirst = _open is null;
            _open ??= new Question();
            _open.Users.Add(userId);
            return _open;
        }
    }

    private async Task AskAsync(Question question)
    {
        await _asked;
        lock (_gate)
        {
            _open = null;
            _asked = question.Ended;
        }

        try
        {
            question.Succeed(await QueryAsync([.. question.Users]));
        }
        catch (Exception exception)
        {
            question.Fail(exception);
        }
    }

    /// <summary>The sum does not depend on the order of somebody's rows, and no other set of random numbers has it.</summary>
    private async Task<Dictionary<Guid, UInt128>> QueryAsync(Guid[] users)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = users });
        await using var reader = await command.ExecuteReaderAsync();
        var versions = new Dictionary<Guid, UInt128>(users.Length);
        while (await reader.ReadAsync())
            CollectionsMarshal.GetValueRefOrAddDefault(versions, reader.GetGuid(0), out _) += Unsafe.BitCast<Guid, UInt128>(reader.GetGuid(1));
        return versions;
    }

    /// <summary>One statement for all who asked before it was sent.</summary>
    private sealed class Question
    {
        private readonly TaskCompletionSource<Dictionary<Guid, UInt128>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HashSet<Guid> Users { get; } = [];

        public Task<Dictionary<Guid, UInt128>> Answer => _answer.Task;

        /// <summary>Never fails.</summary>
        public Task Ended => _ended.Task;

        public void Succeed(Dictionary<Guid, UInt128> versions)
        {
            _answer.SetResult(versions);
            _ended.SetResult();
        }

        public void Fail(Exception exception)
        {
            _answer.SetException(exception);
            _ended.SetResult();
        }
    }
}
