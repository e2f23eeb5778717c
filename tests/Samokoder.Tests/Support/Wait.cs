using System.Runtime.CompilerServices;

namespace Samokoder.Tests.Support;

/// <summary>Waits for what happens on its own, and fails with the condition's own text when it does not.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Task UntilAsync(Func<bool> holds, TimeSpan? patience = null, [CallerArgumentExpression(nameof(holds))] string condition = "") =>
        UntilAsync(() => Task.FromResult(holds()), patience, condition);

    public static async Task UntilAsync(Func<Task<bool>> holds, TimeSpan? patience = null, [CallerArgumentExpression(nameof(holds))] string condition = "")
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < (patience ?? Patience), $"It did not come about: {condition}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
