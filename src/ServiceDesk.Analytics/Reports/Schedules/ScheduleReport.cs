using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports.Schedules;

/// <summary>Says all of a schedule: which report of which period is made when, and for whom.</summary>
internal sealed record ScheduleReport(
    string Report, string? By, ReportPeriod Period, string Zone, string Time, string? Organization, string Format, IReadOnlyList<string> Recipients) : IInput<ScheduleReport>
{
    private const int MostRecipients = 50;
    private static readonly LocalTimePattern[] patterns = [LocalTimePattern.CreateWithInvariantCulture("HH':'mm"), LocalTimePattern.CreateWithInvariantCulture("HH':'mm':'ss")];

    public static ScheduleReport Read(Input input)
    {
        var command = new ScheduleReport(
            input.RequiredText("report", 50), input.Text("by", 200), input.RequiredWord<ReportPeriod>("period"), input.Text("zone", 100) ?? "UTC", input.RequiredText("time", 8),
            input.Text("organization", 100), input.Text("format", 10) ?? "json", [.. input.Texts("recipients", 100, MostRecipients).Distinct()]);
        if (!input.Refuses("time") && TimeOf(command.Time) is null) input.Refuse("time", "must be a time of the day such as 08:00");
        if (!ReportRoutes.Formats.Contains(command.Format)) input.Refuse("format", $"must be one of {string.Join(", ", ReportRoutes.Formats)}");
        if (!input.Refuses("recipients") && command.Recipients.Count == 0) input.Require("recipients");
        if (command.Recipients.FirstOrDefault(one => !MayRead(input.Directory, one, input.Actor.Organization ?? command.Organization)) is { } stranger)
            input.Refuse("recipients", $"holds {stranger}, who is nobody that may read the report");
        return command;
    }

    public static LocalTime? TimeOf(string text) => patterns.Select(pattern => pattern.Parse(text)).FirstOrDefault(one => one.Success)?.Value;

    /// <summary>Whether somebody may read a report about an organisation, or (null) about all.</summary>
    public static bool MayRead(AccessDirectory directory, string person, string? organization) =>
        directory.Find(person) is { } one && one.Roles.Intersect(ReportRoutes.Readers).Any() && (one.Organization is null || one.Organization == organization);

    public Decision Decide(ReportSchedules schedules, string name, Actor actor, Instant now)
    {
        var key = ReportSchedules.KeyOf(actor.Organization, name);
        var plan = new ReportScheduled(key, name, Report, By, Period, Zone, Time, actor.Organization ?? Organization, Format, Recipients, actor.Id, now);
        if (schedules.All.TryGetValue(key, out var known))
        {
            // The last delivery stays what it was; a schedule that says the same again is none.
            var same = known.Plan.Recipients.SequenceEqual(Recipients) && known.Plan with { Recipients = plan.Recipients, Owner = plan.Owner, At = plan.At } == plan;
            return same ? Decision.Nothing : Decision.Accept(plan);
        }
        return schedules.All.Count >= ReportSchedules.Most
            ? Decision.Reject("too-many-schedules", $"There are {ReportSchedules.Most} schedules; end one first.")
            : Decision.Accept(plan);
    }
}

/// <summary>Ends a schedule.</summary>
internal static class EndReportSchedule
{
    public static Decision Decide(ReportSchedules schedules, string name, Actor actor, Instant now) =>
        ReportSchedules.KeyOf(actor.Organization, name) is var key && schedules.All.ContainsKey(key) ? Decision.Accept(new ReportScheduleEnded(key, actor.Id, now)) : Decision.Missing;
}

/// <summary>A schedule as it is shown.</summary>
internal sealed record ReportScheduleView(
    string Name, string Report, string? By, ReportPeriod Period, string Zone, string Time, string? Organization, string Format, IReadOnlyList<string> Recipients, string OwnerName, Instant NextDue,
    ReportDeliveryView? Last)
{
    /// <summary>Why no report is made any more; null when it is.</summary>
    public string? Problem { get; init; }

    /// <summary>The same as a stable word: no-report, report-changed or no-reader.</summary>
    public string? ProblemCode { get; init; }
}

/// <summary>A delivery as it is shown.</summary>
internal sealed record ReportDeliveryView(string Id, Instant From, Instant To, Instant Due, Instant At, IReadOnlyList<string> Recipients);

internal sealed record ReportSchedulePage(IReadOnlyList<ReportScheduleView> Items);

/// <summary>Schedules over HTTP, each under a name that its keeper chooses.</summary>
internal static class ReportScheduleRoutes
{
    private const int LongestName = 64;
    private static readonly string[] keepers = [Roles.Analyst, Roles.Lead, Roles.Admin];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/report-schedules/{name}",
            async (string name, Body<ScheduleReport> body, Act act, Journal journal, ReportShelf shelf, HttpResponse response, CancellationToken cancel) =>
            {
                var command = body.Value;
                if (name.Length > LongestName || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
                    return Problem.Field("name", $"must have at most {LongestName} small letters, digits and hyphens");
                if (shelf.Find(command.Report) is not { } definition) return Problem.Field("report", $"must be one of {string.Join(", ", shelf.Names)}");
                if (!ReportScope.TryRead(new ReportQuery(null, null, command.By, command.Zone, command.Organization, null, null, null, null), definition, act.Actor, out _, out var problem)) return problem;
                return await Change(schedules => command.Decide(schedules, name, act.Actor, act.Now), act, new { name, command }, journal, cancel);
            })
            .For(keepers).Accepts<ScheduleReport>("application/json").WithSummary("Says which report is made when, and who is told by mail; the schedule of that name is replaced.");
        routes.MapDelete("/report-schedules/{name}", (string name, Act act, Journal journal, CancellationToken cancel) =>
                Change(schedules => EndReportSchedule.Decide(schedules, name, act.Actor, act.Now), act, new { name, verb = "end" }, journal, cancel))
            .For(keepers).WithSummary("Ends a schedule.");
        routes.MapGet("/report-schedules", async (Actor actor, Journal journal, ReportShelf shelf, AccessDirectory directory, IClock clock, CancellationToken cancel) =>
            TypedResults.Ok(new ReportSchedulePage([.. (await journal.Load<ReportSchedules>(ReportSchedules.Stream, cancel)).State.All.Values
                .Where(one => actor.Organization is null || one.Plan.Organization == actor.Organization)
                .Select(one => (One: one, Misfit: ReportMisfit.Of(one.Plan, shelf.Find(one.Plan.Report), person => ScheduleReport.MayRead(directory, person, one.Plan.Organization))))
                .Select(each => Show(each.One, directory, clock.GetCurrentInstant()) with { Problem = each.Misfit?.Reason, ProblemCode = each.Misfit?.Code })])))
            .For(ReportRoutes.Readers).Produces<ReportSchedulePage>().WithSummary("The schedules, when each is due next, what was delivered last, and why one makes no report any more.");
    }

    private static async Task<IResult> Change(Func<ReportSchedules, Decision> decide, Act act, object content, Journal journal, CancellationToken cancel)
    {
        var outcome = await journal.Handle<ReportSchedules>(ReportSchedules.Stream, act.IfMatch, decide, act.Meta(act.RequestId(act.IdempotencyKey), content), act.Now, cancel);
        return outcome.ToProblem() ?? (IResult)TypedResults.Ok(new { Position = new LogPosition(journal.Log, outcome.Position).ToString() });
    }

    private static ReportScheduleView Show(ReportSchedule one, AccessDirectory directory, Instant now) => new(
        one.Plan.Name, one.Plan.Report, one.Plan.By, one.Plan.Period, one.Plan.Zone, one.Plan.Time, one.Plan.Organization, one.Plan.Format, one.Plan.Recipients,
        directory.NameOf(one.Plan.Owner), ReportDue.Next(one.Plan, now),
        one.Last is { } last ? new ReportDeliveryView(last.Id, last.From, last.To, last.Due, last.At, last.Recipients) : null);
}
