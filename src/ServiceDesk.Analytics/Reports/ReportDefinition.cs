using NodaTime;

namespace ServiceDesk.Analytics.Reports;

/// <summary>A figure, and how it is made.</summary>
internal sealed record Figure(string Name, string Formula);

/// <summary>A line of a report: its keys, one for each word of by, and its values in order.</summary>
internal sealed record ReportRow(IReadOnlyList<string> Keys, IReadOnlyList<(string Name, object? Value)> Values);

/// <summary>Lines of one kind.</summary>
internal sealed record ReportTable(string Name, IReadOnlyList<ReportRow> Rows);

/// <summary>Which tickets behind a report are asked for: those of a key, and of what the report has besides.</summary>
internal sealed record BehindQuery(string? Key, string? Figure, string? Clock, string? Outcome, string? Stage, string? Deviation);

/// <summary>A ticket behind a figure, and what it brings; the name and round of a clock tell its lines apart.</summary>
internal sealed record BehindLine(Guid Ticket, string Clock, int Round, IReadOnlyList<(string Name, object? Value)> Values);

/// <summary>
/// A report: what it can be grouped by, how each figure is made, and how they are computed of facts and of nothing else. Who changes how a figure is made counts the
/// version up, so that an id tells by which definition it was made.
/// </summary>
internal sealed record ReportDefinition(
    string Name,
    int Version,
    IReadOnlyList<string> Keys,
    IReadOnlyList<string> UsualBy,
    IReadOnlyList<Figure> Figures,
    Func<ReportScope, FactSource, CancellationToken, Task<IReadOnlyList<ReportTable>>> Compute,
    Func<ReportScope, BehindQuery, FactSource, CancellationToken, Task<List<BehindLine>>> Behind)
{
    /// <summary>Answers have at most so many lines; more are refused, not cut.</summary>
    public const int MostRows = 10_000;
}

/// <summary>There would be too many lines.</summary>
internal sealed class TooManyGroupsException : Exception;

/// <summary>Times of one group, exact or in a histogram.</summary>
internal sealed class Times(bool exact)
{
    private readonly List<Duration> all = [];
    private readonly Facts.Histogram histogram = new();
    private Int128 microseconds;

    public long Count { get; private set; }

    public Duration Sum => Duration.FromTicks((long)(microseconds * 10));

    /// <summary>Cut to the microsecond.</summary>
    public Duration? Mean => Count == 0 ? null : Duration.FromTicks((long)(microseconds / Count) * 10);

    public void Add(Duration time)
    {
        Count++;
        microseconds += time.BclCompatibleTicks / 10;
        if (exact) all.Add(time);
        else histogram.Add(time, 1);
    }

    public void Add(ReadOnlySpan<byte> counts) => histogram.Add(counts);

    /// <summary>Nearest rank.</summary>
    public Duration? Percentile(int percent)
    {
        if (!exact) return histogram.Percentile(percent);
        all.Sort();
        return Calendar.NearestRank.Of(all, percent);
    }
}

/// <summary>Groups by key, in the order of their keys.</summary>
internal sealed class Groups<T>(Func<T> begin)
{
    private readonly Dictionary<string, (IReadOnlyList<string> Key, T Value)> groups = [];

    public IEnumerable<(IReadOnlyList<string> Key, T Value)> All => groups.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value);

    /// <exception cref="TooManyGroupsException">There would be more than an answer may have.</exception>
    public T this[IReadOnlyList<string> key]
    {
        get
        {
            var joined = string.Join('\u0001', key);
            if (groups.TryGetValue(joined, out var known)) return known.Value;
            if (groups.Count == ReportDefinition.MostRows) throw new TooManyGroupsException();
            groups[joined] = (key, begin());
            return groups[joined].Value;
        }
    }
}

/// <summary>Shares as decimals of four places.</summary>
internal static class Share
{
    public static decimal? Of(long part, long whole) => whole == 0 ? null : Math.Round((decimal)part / whole, 4);
}
