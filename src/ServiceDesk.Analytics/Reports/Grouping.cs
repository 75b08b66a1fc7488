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

    /// <summary>The only key of what is not grouped at all.</summary>
    public const string All = "all";

    /// <summary>By when; weekdays count from Monday, 1, hours from 00.</summary>
    public static IReadOnlyList<string> Times { get; } = ["month", "week", "day", "weekday", "hour"];

    /// <summary>What tickets can be grouped by.</summary>
    public static IReadOnlyList<string> OfTickets { get; } = ["organization", "team", "agent", "priority", "category", "service", "channel", "kind", .. Times, All];

    /// <summary>What clocks can be grouped by.</summary>
    public static IReadOnlyList<string> OfClocks { get; } = [.. OfTickets, "policy"];

    public static string Month(Instant at, DateTimeZone zone) => KnownDays.Of(at.InZone(zone).Date).Month;

    /// <summary>Words to which reports can be narrowed, besides the organisation.</summary>
    public static IReadOnlyList<string> Narrowing { get; } = ["agent", "category", "channel", "kind", "priority", "service", "team"];

    public static string[] Key(IReadOnlyList<string> by, ClockFigures one, DateTimeZone zone) => [.. by.Select(word => word switch
    {
        "policy" => one.Policy,
        _ => Of(word, one) ?? Time(word, one.OutcomeAt, zone),
    })];

    public static string[] Key(IReadOnlyList<string> by, TicketFigures one, Instant at, DateTimeZone zone) => [.. by.Select(word => word switch
    {
        "policy" => None, // a ticket has no policy, its clocks have
        _ => Of(word, one) ?? Time(word, at, zone),
    })];

    /// <summary>What a clock is by a word that is not about time; null for those that are.</summary>
    public static string? Of(string word, ClockFigures one) => word switch
    {
        "organization" => one.Organization,
        "team" => one.Team ?? Unrouted,
        "agent" => one.Agent ?? None,
        "priority" => one.Priority,
        "category" => one.Category ?? None,
        "service" => one.Service ?? None,
        "channel" => one.Channel ?? None,
        "kind" => one.Kind ?? None,
        All => All,
        _ => null,
    };

    /// <summary>The same of a ticket.</summary>
    public static string? Of(string word, TicketFigures one) => word switch
    {
        "organization" => one.Organization,
        "team" => one.Team ?? Unrouted,
        "agent" => one.Agent ?? None,
        "priority" => one.Priority ?? None,
        "category" => one.Category ?? None,
        "service" => one.Service ?? None,
        "channel" => one.Channel,
        "kind" => one.Kind,
        All => All,
        _ => null,
    };

    /// <summary>A key as one word, for who asks for the tickets behind it.</summary>
    public static string Join(IReadOnlyList<string> key) => string.Join('|', key);

    private static string Time(string word, Instant? at, DateTimeZone zone)
    {
        if (at is not { } instant) return Open;
        var local = instant.InZone(zone);
        if (word == "hour") return local.Hour.ToString("00", CultureInfo.InvariantCulture);
        if (word == "weekday") return ((int)local.DayOfWeek).ToString(CultureInfo.InvariantCulture);
        var day = KnownDays.Of(local.Date);
        return word switch { "month" => day.Month, "week" => day.Week, _ => day.Day };
    }

    /// <summary>The words of a day are made once: a report of a year asks for each of its days many times.</summary>
    private static class KnownDays
    {
        private static readonly ConcurrentDictionary<LocalDate, (string Month, string Week, string Day)> known = [];

        public static (string Month, string Week, string Day) Of(LocalDate day) => known.GetOrAdd(day, static date =>
        {
            var week = WeekYearRules.Iso;
            return (
                string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}"),
                string.Create(CultureInfo.InvariantCulture, $"{week.GetWeekYear(date):0000}-W{week.GetWeekOfWeekYear(date):00}"),
                string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000}-{date.Month:00}-{date.Day:00}"));
        });
    }
}
