namespace ServiceDesk.EventStore;

/// <summary>How long whoever follows a log lets events gather before it takes on the next run of them.</summary>
public static class Gathering
{
    /// <summary>From so many events in a run on, a log counts as busy.</summary>
    private const int Many = 4;

    private static readonly TimeSpan brief = TimeSpan.FromMilliseconds(5);

    // A run costs the same few round trips, and the waking of as many threads, however few events it holds: when they come fast, larger runs cost less in all.
    private static readonly TimeSpan busy = TimeSpan.FromMilliseconds(25);

    /// <summary>The wait after a run.</summary>
    /// <param name="events">How many events it held.</param>
    public static TimeSpan After(int events) => events < Many ? brief : busy;
}
