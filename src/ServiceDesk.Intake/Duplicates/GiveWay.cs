namespace ServiceDesk.Intake.Duplicates;

/// <summary>Submissions come first: when they arrive faster than they can be compared, comparing takes half of one processor and catches up later.</summary>
internal static class GiveWay
{
    private const long FarBehind = 1000;
    private const int RestPerWork = 1;
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(1);

    /// <summary>Rests after some work, when so many events wait.</summary>
    public static Task After(TimeSpan worked, long waiting, CancellationToken cancel)
    {
        if (waiting < FarBehind) return Task.CompletedTask;
        var rest = worked * RestPerWork;
        return Task.Delay(rest < longest ? rest : longest, cancel);
    }
}
