using System.Diagnostics.CodeAnalysis;
using Cronos;
using NodaTime;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>
/// When a cron expression is due in a zone. Where the clock goes forward, a time of day that is left out is due at the first instant after
/// the gap; where it goes back, a time of day that comes twice is due once.
/// </summary>
internal sealed class Recurrence
{
    private static readonly Duration leastApart = Duration.FromMinutes(1);
    private const int Sampled = 100;

    private readonly CronExpression expression;
    private readonly TimeZoneInfo zone;

    private Recurrence(CronExpression expression, TimeZoneInfo zone) => (this.expression, this.zone) = (expression, zone);

    /// <summary>Five fields (minute to weekday), or six with seconds before them.</summary>
    public static bool IsCron(string text) => TryCron(text, out _);

    /// <summary>An IANA id that this machine knows.</summary>
    public static bool IsZone(string id) => DateTimeZoneProviders.Tzdb.Ids.Contains(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out _);

    /// <exception cref="CronFormatException">It is no cron expression.</exception>
    /// <exception cref="TimeZoneNotFoundException">There is no such zone.</exception>
    public static Recurrence Of(string cron, string zone) => new(
        TryCron(cron, out var expression) ? expression : throw new CronFormatException($"'{cron}' is no cron expression."), TimeZoneInfo.FindSystemTimeZoneById(zone));

    /// <summary>The next instants within <c>[from, until)</c>, at most so many.</summary>
    public IEnumerable<Instant> Next(Instant from, Instant? until, int most)
    {
        var at = expression.GetNextOccurrence(from.ToDateTimeUtc(), zone, inclusive: true);
        for (var found = 0; found < most && at is { } due; found++)
        {
            var instant = Instant.FromDateTimeUtc(due);
            if (instant >= until) yield break;
            yield return instant;
            at = expression.GetNextOccurrence(due, zone);
        }
    }

    /// <summary>The newest instant within <c>[from, until)</c> that is not later than now; null when there is none.</summary>
    public Instant? Latest(Instant from, Instant? until, Instant now)
    {
        var isOver = until <= now;
        var at = expression.GetPreviousOccurrence((isOver ? until!.Value : now).ToDateTimeUtc(), zone, inclusive: !isOver);
        return at is { } due && Instant.FromDateTimeUtc(due) >= from ? Instant.FromDateTimeUtc(due) : null;
    }

    /// <summary>Whether two of the next instants are less than a minute apart.</summary>
    public bool IsTooOften(Instant from)
    {
        var next = Next(from, null, Sampled).ToList();
        return next.Zip(next.Skip(1)).Any(pair => pair.Second - pair.First < leastApart);
    }

    private static bool TryCron(string text, [NotNullWhen(true)] out CronExpression? expression)
    {
        var format = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        return CronExpression.TryParse(text, format, out expression!);
    }
}
