using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Features.Studio.Events;
using Samokoder.Web.Features.Studio.Timeline;

namespace Samokoder.Web.Features.Studio;

/// <summary>
/// One open project: its runs with their live events. Everything here happens on the circuit's dispatcher, so nothing is locked.
/// The truth is on the server; after any loss this is read again from the first event of the current run.
/// </summary>
public sealed class StudioSession(ApiClient api, RunEventStream events, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _closed = new();
    private readonly HashSet<Guid> _unreadable = [];
    private readonly List<RunView> _runs = [];
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid ProjectId { get; private set; }

    public ProjectInfo? Project { get; private set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<RunView> Runs => _runs;

    public RunView? Current => _runs.Find(r => !r.Status.IsFinal()) ?? _runs.LastOrDefault();

    public bool Loaded { get; private set; }

    /// <summary>Why the project cannot be shown.</summary>
    public ApiFailure? Failure { get; private set; }

    /// <summary>False while live events are interrupted.</summary>
    public bool Connected { get; private set; } = true;

    /// <summary>Rises when files changed.</summary>
    public int FilesRevision { get; private set; }

    /// <summary>Rises when the preview may have changed.</summary>
    public int PreviewRevision { get; private set; }

    public bool Active => Current is { } run && !run.Status.IsFinal();

    /// <summary>Something to show changed.</summary>
    public event Action? Changed;

    /// <summary>Cancelled when the page was left.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Loads and then follows until disposed; tries again by itself while the API is away.</summary>
    public async Task RunAsync(Guid projectId)
    {
        ProjectId = projectId;
        while (!await LoadAsync())
        {
            if (Failure is { IsTransient: false })
                return;
            await Task.Delay(Retry, time, Closed);
        }

        await FollowAsync();
    }

    public async Task<ApiFailure?> SendAsync(string prompt, string? model)
    {
        var answer = await api.CreateRunAsync(ProjectId, new(prompt, model), Closed);
        if (!answer.Ok)
            return answer.Failure;
        Follow(answer.Value.Run);
        return null;
    }

    /// <summary>A prompt that the browser sent itself has become this run.</summary>
    public async Task TakeSentAsync(Guid runId)
    {
        var run = await api.GetRunAsync(runId, Closed);
        if (run.Ok)
            Follow(run.Value);
        await LoadAttachmentsAsync();
        Raise();
    }

    /// <summary>Takes back a prompt that waits for its turn, as if it had not been sent.</summary>
    public async Task<ApiFailure?> WithdrawAsync(RunView run)
    {
        var answer = await api.CancelRunAsync(run.Id, Closed);
        if (answer.Failure is { } failure)
            return failure;
        _runs.Remove(run);
        Raise();
        return null;
    }

    public async Task<ApiFailure?> StopAsync()
    {
        if (Current is not { } run || run.Status.IsFinal())
            return null;
        return (await api.CancelRunAsync(run.Id, Closed)).Failure;
    }

    public async Task<ApiFailure?> AnswerAsync(RunView run, QuestionItem question, string? text, string? choice)
    {
        question.Close(choice ?? text);
        Raise();
        var answer = await api.AnswerAsync(run.Id, new(question.Question.QuestionId, text, choice), Closed);
        if (!answer.Ok)
            question.Reopen();
        Raise();
        return answer.Failure;
    }

    /// <summary>Reads the steps of an earlier run, of which only the conversation is shown at first.</summary>
    public async Task ShowStepsAsync(RunView run)
    {
        if (run.HasSteps)
            return;
        await ReplayAsync(run);
    }

    /// <summary>The files are those of an earlier version now: everything that shows them is read again.</summary>
    public async Task RestoredAsync()
    {
        var messages = await api.GetMessagesAsync(ProjectId, Closed);
        if (messages.Ok && _runs.LastOrDefault() is { } last)
            last.ShowMessages(messages.Value.Where(m => m.RunId == last.Id));
        FilesRevision++;
        PreviewRevision++;
        Raise();
    }

    public async Task<ApiFailure?> RenameAsync(string name)
    {
        var answer = await api.UpdateProjectAsync(ProjectId, new(name), Closed);
        Project = answer.Value ?? Project;
        Raise();
        return answer.Failure;
    }

    /// <summary>The source itself is left to the collector: its token is still asked by calls that are under way.</summary>
    public void Dispose() => _closed.Cancel();

    private async Task<bool> LoadAsync()
    {
        var project = await api.GetProjectAsync(ProjectId, Closed);
        var runs = project.Ok ? await api.GetRunsAsync(ProjectId, Closed) : null;
        var messages = runs is { Ok: true } ? await api.GetMessagesAsync(ProjectId, Closed) : null;
        Failure = project.Failure ?? runs?.Failure ?? messages?.Failure;
        if (Failure is null)
        {
            Project = project.Value;
            Take(runs!.Value!);
            var byRun = messages!.Value!.ToLookup(m => m.RunId);
            foreach (var run in _runs)
                run.ShowMessages(byRun[run.Id]);
            await LoadAttachmentsAsync();
            Loaded = true;
        }

        Raise();
        return Loaded;
    }

    private async Task LoadAttachmentsAsync()
    {
        var files = await api.GetAttachmentsAsync(ProjectId, Closed);
        foreach (var run in (files.Value?.Items ?? []).GroupBy(f => f.RunId))
            _runs.Find(r => r.Id == run.Key)?.ShowAttachments(run);
    }

    private void Follow(RunInfo run)
    {
        if (!_runs.Exists(r => r.Id == run.Id))
            _runs.Add(new(run));
        Wake();
        Raise();
    }

    private async Task FollowAsync()
    {
        while (!Closed.IsCancellationRequested)
        {
            if (NextToFollow() is { } run)
            {
                await ReplayAsync(run);
                await RefreshAsync();
                continue;
            }

            await Task.WhenAny(_wake.Task, Task.Delay(LookAround, time, Closed));
            _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await RefreshAsync();
        }
    }

    /// <summary>The run that works, else the newest one, whose steps are worth showing again.</summary>
    private RunView? NextToFollow() =>
        _runs.Find(r => !r.Status.IsFinal() && !_unreadable.Contains(r.Id))
        ?? (_runs is [.., { HasSteps: false } last] && !_unreadable.Contains(last.Id) ? last : null);

    private async Task ReplayAsync(RunView run)
    {
        run.Reset();
        run.HasSteps = true;
        run.FileChanged += OnFileChanged;
        run.PreviewChanged += OnPreviewChanged;
        try
        {
            await foreach (var e in events.ReadAsync(run.Id, Connect, Closed))
            {
                run.Apply(e);
                Raise();
            }
        }
        catch (RunEventsUnavailableException e)
        {
            _unreadable.Add(run.Id);
            Failure = e.Failure.Status == 401 ? e.Failure : Failure;
        }
        finally
        {
            run.FileChanged -= OnFileChanged;
            run.PreviewChanged -= OnPreviewChanged;
        }

        FilesRevision++;
        PreviewRevision++;
        Raise();
    }

    private async Task RefreshAsync()
    {
        var runs = await api.GetRunsAsync(ProjectId, Closed);
        if (runs.Ok)
            Take(runs.Value);
        var project = await api.GetProjectAsync(ProjectId, Closed);
        Project = project.Value ?? Project;
        Raise();
    }

    private void Take(IReadOnlyCollection<RunInfo> infos)
    {
        foreach (var info in infos)
        {
            if (IsWithdrawn(info) && infos.Count > 1)
                continue;
            if (_runs.Find(r => r.Id == info.Id) is { } known)
                known.Update(info);
            else
                _runs.Add(new(info));
        }

        _runs.Sort(static (a, b) => a.Info.CreatedAt.CompareTo(b.Info.CreatedAt));
    }

    /// <summary>It never began: nothing came of it, so the conversation is without it.</summary>
    private static bool IsWithdrawn(RunInfo info) => info is { Status: RunStatus.Cancelled, StartedAt: null };

    private void OnFileChanged(FileChanged change) => FilesRevision++;

    private void OnPreviewChanged(PreviewStatusChanged change) => PreviewRevision++;

    private void Connect(bool connected)
    {
        if (Connected == connected)
            return;
        Connected = connected;
        Raise();
    }

    private void Wake() => _wake.TrySetResult();

    private void Raise() => Changed?.Invoke();
}
