using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>Sets a schedule that makes a ticket whenever it is due: preventive work does not wait for somebody to ask.</summary>
internal sealed partial record DefineSchedule(string Cron, string Zone, Instant? EffectiveFrom, Instant? Until, SubmitTicket Ticket) : IInput<DefineSchedule>
{
    public static DefineSchedule Read(Input input)
    {
        var command = new DefineSchedule(
            input.RequiredText("cron", 100), input.RequiredText("zone", 100), input.Instant("effectiveFrom"), input.Instant("until"), input.Object("ticket", ReadTicket)!);
        if (command.Ticket is null) input.Require("ticket");
        if (command.Cron.Length > 0 && !Recurrence.IsCron(command.Cron)) input.Refuse("cron", "must be a cron expression such as 0 3 * * MON");
        if (command.Zone.Length > 0 && !Recurrence.IsZone(command.Zone)) input.Refuse("zone", "must be an IANA time zone such as Asia/Shanghai");
        return command;
    }

    public Decision Decide(Schedule schedule, string id, string requester, Actor actor, Instant now)
    {
        if (schedule.Defined is not null && !schedule.IsVisibleTo(actor)) return Decision.Missing;
        var from = EffectiveFrom ?? (schedule is { Ended: false, Defined: { } before } ? before.EffectiveFrom : now);
        if (Until <= from) return Decision.Invalid("until", "must be later than effectiveFrom");
        var recurrence = Recurrence.Of(Cron, Zone);
        var next = Instant.Max(from, now);
        if (recurrence.IsTooOften(next)) return Decision.Invalid("cron", "is due more often than once a minute");
        if (!recurrence.Next(next, Until, 1).Any()) return Decision.Invalid("cron", "is never due");
        var defined = new ScheduleDefined(
            id, Cron, Zone, from, Until, Ticket.Kind, Ticket.Subject, Ticket.Description, requester, Ticket.Requester.Name!, Ticket.Requester.Email, Ticket.Requester.Phone,
            Ticket.Requester.Organization!, Ticket.Impact, Ticket.Urgency, Ticket.Category, Ticket.AffectedSystem, Ticket.RequestType, Ticket.Fields, Ticket.Language, actor.Id, now);
        return !schedule.Ended && IsSame(schedule.Defined, defined) ? Decision.Nothing : Decision.Accept(defined);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/schedules/{id}",
        async (string id, Body<DefineSchedule> body, Act act, PersonIds people, Journal journal, ReadModels models, ScheduleWatcher watcher, CancellationToken cancel) =>
        {
            if (!IdShape().IsMatch(id)) return Problem.Field("id", "must be a lower-case word of at most 50 letters, digits and dashes");
            var (command, asked) = (body.Value, body.Value.Ticket.Requester);
            var requester = people.Of(asked.Organization!, asked.Email ?? asked.Name!);
            await watcher.FireDue(cancel); // what was due before the change is due as it was
            var outcome = await journal.Handle<Schedule>(Streams.Schedule(id), act.IfMatch,
                schedule => command.Decide(schedule, id, requester, act.Actor, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), new { id, command }), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await models.Until(journal.Log, outcome.Position, cancel);
            return (IResult)TypedResults.Ok(ScheduleView.Of(outcome.State.Defined!, act.Now));
        }).For(Roles.Admin, Roles.Lead).Accepts<DefineSchedule>("application/json").Produces<ScheduleView>().WithSummary("Sets a schedule that makes tickets.");

    private static SubmitTicket ReadTicket(Input input)
    {
        var ticket = SubmitTicket.Read(input);
        foreach (var (field, isGiven) in ((string, bool)[])
            [("channel", ticket.Channel is not null), ("externalId", ticket.ExternalId is not null), ("faultAt", ticket.FaultAt is not null),
             ("occurredAt", ticket.OccurredAt is not null), ("idempotencyKey", ticket.IdempotencyKey is not null)])
        {
            if (isGiven) input.Refuse(field, "comes from the schedule");
        }
        return ticket;
    }

    private static bool IsSame(ScheduleDefined? before, ScheduleDefined after) => before is not null
        && (before.Fields ?? noFields).OrderBy(one => one.Key, StringComparer.Ordinal).SequenceEqual((after.Fields ?? noFields).OrderBy(one => one.Key, StringComparer.Ordinal))
        && before with { Fields = null, By = "", At = default } == after with { Fields = null, By = "", At = default };

    private static readonly Dictionary<string, string> noFields = [];

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,49}\z")]
    private static partial Regex IdShape();
}

/// <summary>Ends a schedule; tickets that it made stay.</summary>
internal static class EndSchedule
{
    public static Decision Decide(Schedule schedule, string id, Actor actor, Instant now) => !schedule.IsVisibleTo(actor)
        ? Decision.Missing
        : schedule.Ended ? Decision.Nothing : Decision.Accept(new ScheduleEnded(id, actor.Id, now));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/schedules/{id}",
        async (string id, Act act, Journal journal, ReadModels models, CancellationToken cancel) =>
        {
            var outcome = await journal.Handle<Schedule>(Streams.Schedule(id), act.IfMatch, schedule => Decide(schedule, id, act.Actor, act.Now), act.Meta(null, id), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await models.Until(journal.Log, outcome.Position, cancel);
            return (IResult)TypedResults.NoContent();
        }).For(Roles.Admin, Roles.Lead).WithSummary("Ends a schedule; the tickets that it made stay.");
}
