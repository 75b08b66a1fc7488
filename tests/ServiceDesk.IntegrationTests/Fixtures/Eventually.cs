using System.Diagnostics;

namespace ServiceDesk.IntegrationTests.Fixtures;

internal static class Eventually
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a condition, and fails when it does not come.</summary>
    public static async Task Holds(Func<Task<bool>> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            if (waited.Elapsed > patience) throw new TimeoutException($"In vain waited until {what}.");
        }
    }

    public static Task Holds(Func<bool> condition, string what) => Holds(() => Task.FromResult(condition()), what);
}
