namespace ServiceDesk.Calendar;

/// <summary>
/// The open spans of about a year, in order and apart from one another, with the working time up to the end of each. Instants are nanoseconds since
/// 1970, because whole numbers are compared and searched fastest.
/// </summary>
internal sealed class WorkTable(long[] opens, long[] closes)
{
    private readonly long[] after = Sums(opens, closes);

    public int Count => opens.Length;

    /// <summary>All working time of this table.</summary>
    public long Total => after.Length == 0 ? 0 : after[^1];

    public (long Opens, long Closes) this[int index] => (opens[index], closes[index]);

    /// <summary>The last span that opened at or before an instant; -1 when none did.</summary>
    public int SpanAt(long instant)
    {
        var index = Array.BinarySearch(opens, instant);
        return index >= 0 ? index : ~index - 1;
    }

    public bool IsOpen(long instant) => SpanAt(instant) is >= 0 and var span && instant < closes[span];

    /// <summary>The working time from the table's beginning until an instant.</summary>
    public long Before(long instant)
    {
        var span = SpanAt(instant);
        return span < 0 ? 0 : after[span] - Math.Max(0, closes[span] - instant);
    }

    /// <summary>The first instant by which so much work was done; more than none, at most the total.</summary>
    public long Reached(long work)
    {
        var index = Array.BinarySearch(after, work);
        var span = index >= 0 ? index : ~index;
        return closes[span] - (after[span] - work);
    }

    /// <summary>The last instant by which no more than so much work was done; less than the total.</summary>
    public long Left(long work)
    {
        var index = Array.BinarySearch(after, work);
        var span = index >= 0 ? index + 1 : ~index;
        return closes[span] - (after[span] - work);
    }

    private static long[] Sums(long[] opens, long[] closes)
    {
        var sums = new long[opens.Length];
        var sum = 0L;
        for (var i = 0; i < sums.Length; i++) sums[i] = sum += closes[i] - opens[i];
        return sums;
    }
}
