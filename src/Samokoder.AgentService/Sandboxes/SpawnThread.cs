using System.Collections.Concurrent;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>
/// Starts child processes from one thread that never ends. A child that asked to die with its parent dies with the parent
/// <em>thread</em> (prctl(2), PR_SET_PDEATHSIG); pool threads come and go, and would take sandboxes with them.
/// </summary>
internal static class SpawnThread
{
    private static readonly BlockingCollection<Action> Queue = [];

    static SpawnThread() => new Thread(Loop) { IsBackground = true, Name = "sandbox spawn" }.Start();

    public static Task<T> RunAsync<T>(Func<T> start)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add(() => Run(start, done));
        return done.Task;
    }

    private static void Run<T>(Func<T> start, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(start());
        }
        catch (Exception e)
        {
            done.SetException(e); // The thread serves everybody: the failure belongs to whoever asked.
        }
    }

    private static void Loop()
    {
        foreach (var action in Queue.GetConsumingEnumerable())
            action();
    }
}
