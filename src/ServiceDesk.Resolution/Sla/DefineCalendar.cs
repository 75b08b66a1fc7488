using System.Text.Json;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Sla;

/// <summary>Defines the next version of a working calendar, complete.</summary>
internal sealed record DefineCalendar(
    Instant? EffectiveFrom, bool Running, string Zone, WorkingWeek Week, IReadOnlyList<DatedDay> Dates, IReadOnlyList<YearlyDay> Yearly) : IInput<DefineCalendar>
{
    private const int LongestLabel = 200;
    private static readonly WorkingWeek closed = new([], [], [], [], [], [], []);

    public static DefineCalendar Read(Input input)
    {
        var command = new DefineCalendar(
            input.Instant("effectiveFrom"), input.Truth("running") ?? false, input.RequiredText("zone", 100), input.Object("week", Days) ?? closed,
            input.Objects("dates", CalendarRules.MostDates, Date), input.Objects("yearly", 366, Yearday));
        if (command.Week == closed && !input.Refuses("week")) input.Require("week");
        foreach (var (field, reason) in CalendarRules.Check(command.Zone, command.Week, command.Dates, command.Yearly))
        {
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
        return command;
    }

    public Decision Decide(CalendarHistory history, string name, string by, Instant now)
    {
        var next = new WorkingCalendarDefined(name, history.Versions.Count + 1, EffectiveFrom ?? now, Running, Zone, Week, Dates, Yearly, by, now);
        if (CalendarRules.Uncountable(next) is { Count: > 0 } uncountable) return Decision.Invalid(uncountable);
        return history.Versions.Next(EffectiveFrom, now, (_, _) => next, (one, other) => Content(one) == Content(other));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/calendars/{name}",
        async (string name, Body<DefineCalendar> body, Act act, Journal journal, SlaBook book, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Spans;
            if (!PolicyRules.IsId(name)) return Problem.Field("name", PolicyRules.IdRule);
            if (name == WorkCalendar.AlwaysOpen.Key.Name) return Problem.Field("name", "is the name of the calendar that never closes");
            var command = body.Value;
            var outcome = await journal.Handle<CalendarHistory>(
                Streams.Calendar(name), act.IfMatch, history => command.Decide(history, name, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), new { name, command }),
                act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await book.Refresh(cancel);
            return (IResult)Answer(outcome, journal, response);
        }).For(Roles.Admin, Roles.Lead).Accepts<DefineCalendar>("application/json").Produces<VersionAnswer>().WithSummary("Defines the next version of a working calendar.");

    public static Problem Spans { get; } = Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Working calendars span all organisations; yours is one.");

    public static IResult Answer(Outcome<CalendarHistory> outcome, Journal journal, HttpResponse response)
    {
        response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
        var defined = outcome.State.Versions[outcome.Version - 1];
        return TypedResults.Ok(new VersionAnswer(defined.Version, defined.EffectiveFrom, new LogPosition(journal.Log, outcome.Position).ToString()));
    }

    private static WorkingWeek Days(Input input) => new(
        Frames(input, "monday"), Frames(input, "tuesday"), Frames(input, "wednesday"), Frames(input, "thursday"), Frames(input, "friday"), Frames(input, "saturday"), Frames(input, "sunday"));

    private static IReadOnlyList<WorkingFrame> Frames(Input input, string name) =>
        input.Objects(name, CalendarRules.MostFrames, frame => new WorkingFrame(frame.RequiredText("from", 5), frame.RequiredText("to", 5)));

    private static DatedDay Date(Input input) => new(input.RequiredText("date", 10), Frames(input, "frames"), input.RequiredText("label", LongestLabel));

    private static YearlyDay Yearday(Input input) => new(input.RequiredText("day", 5), input.RequiredText("label", LongestLabel));

    private static string Content(WorkingCalendarDefined one) => JsonSerializer.Serialize(new { one.Running, one.Zone, one.Week, one.Dates, one.Yearly }, HttpJson.Options);
}
