using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Routing.Escalation;

/// <summary>When management is told of a ticket, and who.</summary>
/// <param name="Id">A lower-case word.</param>
/// <param name="Trigger">What it waits for.</param>
/// <param name="Priorities">Only of tickets with these; empty = all.</param>
/// <param name="Clock">Only of this clock; null = any. For elapsed and breach.</param>
/// <param name="Percent">Of the target: told by the first warning at or beyond it, at the latest by the breach. For elapsed.</param>
/// <param name="Hours">So many working hours without activity. For no-activity.</param>
/// <param name="Hops">More than so many hand-overs. For hops.</param>
/// <param name="Level">1 = the lead of the team, 2 = the lead's manager, and so on.</param>
internal sealed record EscalationRule(
    string Id, EscalationTrigger Trigger, IReadOnlyList<Priority> Priorities, ClockName? Clock, int? Percent, int? Hours, int? Hops, int Level);

/// <summary>A stretch of a weekday in which work is done.</summary>
/// <param name="Day">The weekday.</param>
/// <param name="From">Such as <c>09:00</c>.</param>
/// <param name="To">Such as <c>17:30</c>; at most <c>24:00</c>.</param>
internal sealed record DayHours(IsoDayOfWeek Day, string From, string To);

/// <summary>The hours in which activity is expected.</summary>
/// <param name="Zone">An IANA time zone.</param>
/// <param name="Days">In any order.</param>
internal sealed record EscalationHours(string Zone, IReadOnlyList<DayHours> Days)
{
    private const string EndOfDay = "24:00";
    private static readonly LocalTimePattern time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static bool IsTime(string text, bool isEnd) => time.Parse(text).Success || (isEnd && text == EndOfDay);

    /// <summary>The form that counts.</summary>
    public CalendarDefinition Definition(int version) => new(
        "escalation", version, Zone,
        Days.GroupBy(one => one.Day).ToDictionary(
            day => day.Key, IReadOnlyList<Frame> (day) => [.. day.Select(one => new Frame(Parse(one.From), Parse(one.To))).OrderBy(frame => frame.From)]),
        new Dictionary<LocalDate, DayException>(), []);

    private static LocalTime Parse(string text) => text == EndOfDay ? LocalTime.Midnight : time.Parse(text).Value;
}

/// <summary>A version of the escalation rules, complete. Stream <c>escalation-rules</c>; version 1 is shipped and stands in no log. Without hours activity is expected at every hour of every day.</summary>
[StoredName("routing.escalation-rules-defined.v1")]
internal sealed record EscalationRulesDefined(
    int Version, Instant EffectiveFrom, EscalationHours? Hours, IReadOnlyList<EscalationRule> Rules, string By, Instant At) : IDefinition;

/// <summary>All versions of the escalation rules, beginning with the one that is shipped.</summary>
internal sealed record EscalationRuleHistory(IReadOnlyList<EscalationRulesDefined> Versions) : IDefinitionHistory<EscalationRuleHistory, EscalationRulesDefined>
{
    private const int DayHours = 24;
    private static readonly Instant always = Instant.FromUtc(1900, 1, 1, 0, 0);

    public static string Stream => "escalation-rules";

    /// <summary>What holds until somebody defines something else.</summary>
    public static readonly EscalationRulesDefined Shipped = new(
        1, always, null,
        [
            new("three-quarters", EscalationTrigger.Elapsed, [Priority.P1, Priority.P2], ClockName.Resolution, 75, null, null, 1),
            new("breach", EscalationTrigger.Breach, [], ClockName.Resolution, null, null, null, 2),
            new("severe", EscalationTrigger.Severe, [Priority.P1], null, null, null, null, 1),
            new("no-activity", EscalationTrigger.NoActivity, [], null, null, DayHours, null, 1),
            new("too-many-hops", EscalationTrigger.Hops, [], null, null, null, 2, 1),
            new("unrouted", EscalationTrigger.Unrouted, [], null, null, null, null, 1),
            new("suspected", EscalationTrigger.Suspected, [], null, null, null, null, 1),
        ],
        "service:routing", always);

    public static EscalationRuleHistory Initial { get; } = new([Shipped]);

    public EscalationRuleHistory Evolve(object @event) => @event is EscalationRulesDefined defined ? new EscalationRuleHistory([.. Versions, defined]) : this;
}

/// <summary>A version of the rules as it is used.</summary>
internal sealed record EscalationRules(EscalationRulesDefined Defined, WorkCalendar Hours)
{
    public static EscalationRules Of(EscalationRulesDefined defined) =>
        new(defined, defined.Hours is { } hours ? WorkCalendar.Create(hours.Definition(defined.Version)) : WorkCalendar.AlwaysOpen);

    /// <summary>The occasion of a rule that waits for activity.</summary>
    public static string Since(Instant activity) => activity.ToDateTimeUtc().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}

/// <summary>The versions of the escalation rules in memory.</summary>
internal sealed class EscalationRuleBook(Journal journal, IClock clock, ILogger<EscalationRuleBook> logger)
    : DefinitionBook<EscalationRuleHistory, EscalationRulesDefined, EscalationRules>(journal, clock, logger, EscalationRules.Of);
