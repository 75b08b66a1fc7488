using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using NodaTime.Calendars;
using ServiceDesk.Analytics.Reports.Facts;

namespace ServiceDesk.Analytics.Reports;

/// <summary>By what figures are grouped: words that combine, such as <c>priority,team,month</c>.</summary>
internal static class Grouping
{
    /// <summary>The key of what has no outcome yet, where time groups.</summary>
    public const string Open = "open";

    /// <summary>The key of what has no team, agent, category or service.</summary>
    public const string None = "none";

    /// <summary>The key of what has no team yet.</summary>
    public const string Unrouted = "unrouted";

    public static IReadOnlyList<string> Times { get; } = ["month", "week", "day"];

    /// <summary>What tickets can be grouped by.</summary>
    public static IReadOnlyList<string> OfTickets { get; } = ["organization", "team", "agent", "priority", "category", "service", "channel", "kind", .. Times];

    /// <summary>What clocks can be grouped by.</summary>
    public static IReadOnlyList<string> OfClocks { get; } = [.. OfTickets, "policy"];

    public static string Month(Instant at, DateTimeZone zone) => KnownDays.Of(at, zone).Month;

    public static string[] Key(IReadOnlyList<string> by, ClockFigures one, DateTimeZone zone) => [.. by.Select(word => word switch
    {
        "organization" => one.Organization,
        "team" => one.Team ?? Unrouted,
        "agent" => one.Agent ?? None,
        "priority" => one.Priority,
        "category" => one.Category ?? None,
        "service" => one.Service ?? None,
        "channel" => one.Channel ?? None,
        "kind" => one.Kind ?? None,
        "policy" => one.Policy,
        _ => Time(word, one.OutcomeAt, zone),
    })];

    public static string[] Key(IReadOnlyList<string> by, TicketFigures one, Instant at, DateTimeZone zone) => [.. by.Select(word => word switch
    {
        "organization" => one.Organization,
        "team" => one.Team ?? Unrouted,
        "agent" => one.Agent ?? None,
        "priority" => one.Priority ?? None,
        "category" => one.Category ?? None,
        "service" => one.Service ?? None,
        "channel" => one.Channel,
        "kind" => one.Kind,
        "policy" => None, // a ticket has no policy, its clocks have
        _ => Time(word, at, zone),
    })];

    /// <summary>A key as one word, for who asks for the tickets behind it.</summary>
    public static string Join(IReadOnlyList<string> key) => string.Join('|', key);

    private static string Time(string word, Instant? at, DateTimeZone zone)
    {
        if (at is not { } instant) return Open;
        var day = KnownDays.Of(instant, zone);
        return word switch { "month" => day.Month, "week" => day.Week, _ => day.Day };
    }

    /// <summary>The words of a day are made once: a report of a year asks for each of its days many times.</summary>
    private static class KnownDays
    {
        private static readonly ConcurrentDictionary<LocalDate, (string Month, string Week, string Day)> known = [];

        public static (string Month, string Week, string Day) Of(Instant at, DateTimeZone zone) => known.GetOrAdd(at.InZone(zone).Date, static date =>
        {
            var week = WeekYearRules.Iso;
            return (
                string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}"),
                string.Create(CultureInfo.InvariantCulture, $"{week.GetWeekYear(date):0000}-W{week.GetWeekOfWeekYear(date):00}"),
                string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}"));
        });
    }
}
