using System.Collections.Concurrent;

namespace Samokoder.EmbeddedHosting.Processes;

/// <summary>
/// Starts child processes on one thread that lives as long as we do. The kernel sends the parent-death signal when the
/// <em>thread</em> that started a child ends, and threads of the pool come and go.
/// </summary>
internal static class SpawnThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static SpawnThread() => new Thread(Loop) { IsBackground = true, Name = "process spawner" }.Start();

    public static Task<T> RunAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception exception) // handed to the caller whole
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    private static void Loop()
    {
        foreach (var action in Work.GetConsumingEnumerable())
            action();
    }
}
