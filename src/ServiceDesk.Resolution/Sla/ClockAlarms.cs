using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Sla;

/// <summary>
/// What has to be recorded of a ticket's clocks at an instant, and when there will be something next. Pure: from the same document, instant and
/// calendars it always decides the same, so it does not matter who decides, how late and how often.
/// </summary>
internal sealed class ClockAlarms(ClockDocument document, Func<CalendarKey, WorkCalendar> calendars)
{
    private readonly ClockHistory history = document.Clocks.ToHistory();

    private IReadOnlyList<ClockStanding>? known;

    /// <summary>What is due and was not recorded yet. A judgement that replaces another is told without the certificate of that one, which only its stream holds.</summary>
    public IReadOnlyList<object> Due(Instant now, string log)
    {
        var events = new List<object>();
        foreach (var standing in Standings(now))
        {
            var clock = ClockOf(standing);
            var told = document.Told.Of(clock, standing.Round);
            foreach (var warning in Warnings(standing, told))
            {
                var at = warning.At.ToMicroseconds();
                events.Add(new ClockWarned(
                    clock, standing.Round, warning.Percent, told.Judgement, standing.Due, document.Number, Organization, Priority, document.Team, document.Agent, NotifyAt(at), at));
            }
            if (IsNews(standing, told)) events.Add(Judge(clock, standing, told, now, log));
        }
        return events;
    }

    /// <summary>When there is something to record next: at once when what is known was not all recorded; null when time alone brings nothing.</summary>
    public Instant? Next()
    {
        Instant? next = null;
        foreach (var standing in Known)
        {
            var told = document.Told.Of(ClockOf(standing), standing.Round);
            if (IsNews(standing, told) || Warnings(standing, told).Any()) return document.KnownAt;
            if (standing.State != ClockState.Running) continue;
            foreach (var warning in standing.Warnings)
            {
                if (!warning.IsReached && !IsGiven(warning, told) && (next is null || warning.At < next)) next = warning.At;
            }
            if (standing.BreachesAt is { } breach && (next is null || breach < next)) next = breach;
        }
        return next;
    }

    /// <summary>When the first clock that runs is used up; that of updates apart.</summary>
    public Instant? NextDue => Known
        .Where(one => one.Clock != update && one is { State: not ClockState.Void, Stopped: null, PausedFor: null })
        .Select(one => (Instant?)one.Due).Min();

    /// <summary>When the requester must hear again; null when nobody works on it.</summary>
    public Instant? NextUpdateDue => document.Clocks.IsOpen ? NextUpdate(document.Clocks, Known) : null;

    /// <summary>When the requester must hear again: at the announced instant, else by the clock of updates, else after the usual interval.</summary>
    public static Instant NextUpdate(TicketClocks clocks, IReadOnlyList<ClockStanding> standings) =>
        clocks.Update.Announced ?? standings.LastOrDefault(one => one.Clock == update)?.Due ?? clocks.Update.Due;

    /// <summary>Every round of every clock, as of the instant by which everything that is known has happened.</summary>
    private IReadOnlyList<ClockStanding> Known => known ??= [.. Standings(document.KnownAt)];

    private object Judge(ClockName clock, ClockStanding standing, ToldRound told, Instant now, string log)
    {
        var (judgement, certificate) = (told.Judgement + 1, Certificates.Of(history, clock, now, calendars)[standing.Round - 1]);
        if (standing.State == ClockState.Breached && told.State == ClockOutcome.Running && IsHeard(standing.BreachedAt!.Value))
        {
            var at = standing.BreachedAt.Value;
            return new ClockBreached(clock, judgement, document.Number, Organization, Priority, document.Team, document.Agent, NotifyAt(at), certificate, at);
        }
        // Nothing was judged before, or nothing but that it was breached while it ran.
        var isFirst = told.State == ClockOutcome.Running
            || (told is { State: ClockOutcome.Breached, Stopped: null } && standing.State == ClockState.Breached && told.BreachedAt == standing.BreachedAt);
        return isFirst
            ? new ClockJudged(clock, judgement, document.Number, Organization, Priority, document.Team, certificate, At(standing, now))
            : new ClockRejudged(
                clock, judgement, document.Number, Organization, Priority, document.Team, null, certificate,
                new LogPosition(log, document.Position).ToString(), At(standing, now));
    }

    private static readonly string update = Hosting.Words.Of(ClockName.Update);

    private static ClockName ClockOf(ClockStanding standing) => Hosting.Words.Find<ClockName>(standing.Clock)!.Value;

    private string Organization => document.Clocks.Facts.Organization;

    private Priority Priority => document.Clocks.Promise!.Priority;

    private IEnumerable<ClockStanding> Standings(Instant at) => history.Read(at, calendars).SelectMany(one => one.Earlier.Append(one));

    /// <summary>Of a clock that stopped nobody is warned; of one whose breach is told in the same breath, because nobody watched, somebody is.</summary>
    private IEnumerable<ClockWarning> Warnings(ClockStanding standing, ToldRound told) =>
        standing is { State: ClockState.Running } || (standing is { State: ClockState.Breached, Stopped: null } && told.State == ClockOutcome.Running)
        ? standing.Warnings.Where(one => one.IsReached && !IsGiven(one, told) && IsHeard(one.At))
        : [];

    /// <summary>Once between two judgements; and not again when a later judgement leaves the instant as it was.</summary>
    private static bool IsGiven(ClockWarning warning, ToldRound told) =>
        told.Warnings.Exists(one => one.Percent == warning.Percent && (one.Judgement == told.Judgement || one.At == warning.At.ToMicroseconds()));

    /// <summary>Whether people are told of what happened at an instant.</summary>
    private bool IsHeard(Instant at) => document.SilentUntil is not { } silent || at > silent;

    private static bool IsNews(ClockStanding standing, ToldRound told) => standing.State switch
    {
        ClockState.Running => told.State != ClockOutcome.Running,
        ClockState.Void => told.State != ClockOutcome.Void,
        _ => told.State != Certificates.Outcome(standing.State) || told.BreachedAt != standing.BreachedAt
            || (standing.Stopped is not null && (told.Stopped != standing.Stopped || told.Elapsed != standing.Elapsed)),
    };

    private static Instant At(ClockStanding standing, Instant now) => standing.State switch
    {
        ClockState.Met => standing.Stopped!.Value,
        ClockState.Breached => standing.Stopped ?? standing.BreachedAt!.Value,
        _ => now,
    };

    private Instant NotifyAt(Instant at) =>
        document.Clocks.Promise!.NoticeCalendar is { } calendar ? calendars(PromisedClocks.Key(calendar)).NextOpening(at) : at;
}
