using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>Calls a meeting about a period; its agenda is what the data says, then what the caller adds.</summary>
internal sealed record CallMeeting(Instant When, Instant From, Instant To, IReadOnlyList<string> Participants, IReadOnlyList<string> Topics, string? Organization) : IInput<CallMeeting>
{
    private const int MostParticipants = 100;
    private const int MostTopics = 50;

    public static CallMeeting Read(Input input)
    {
        var command = new CallMeeting(
            Register.ReadInstant(input, "when"), Register.ReadInstant(input, "from"), Register.ReadInstant(input, "to"), input.Texts("participants", 100, MostParticipants),
            input.Texts("topics", 1000, MostTopics), Register.ReadOrganization(input));
        if (command.From >= command.To && !input.Refuses("from") && !input.Refuses("to")) input.Refuse("from", "must lie before to");
        if (command.Participants.Any(one => input.Directory.Find(one) is not { } person || (input.Actor.Organization is { } bound && person.Organization is { } theirs && theirs != bound))) input.Refuse("participants", "must hold ids of people who are known here");
        return command;
    }

    public Decision Decide(Meeting meeting, IReadOnlyList<AgendaItem> drafted, Actor actor, Instant at) => meeting.IsThere
        ? Decision.Nothing
        : Decision.Accept(new MeetingCalled(
            When, From, To, Participants, [.. drafted, .. Topics.Select(topic => new AgendaItem(AgendaTopic.Other, 0, null, topic))], Organization, actor.Id, at));

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/meetings", async (Body<CallMeeting> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var drafted = await DraftAgenda.Of(command.From, command.To, command.Organization, act.Now, journal, cancel);
            var id = act.RequestId(act.IdempotencyKey) ?? Guid.CreateVersion7();
            return await Register.Enter<Meeting>(id, "/meetings", meeting => command.Decide(meeting, drafted, act.Actor, act.Now), command, act, journal, response, cancel);
        }).For(Register.Keepers).Accepts<CallMeeting>("application/json").Produces<CommandAnswer>(StatusCodes.Status201Created)
            .WithSummary("Calls a meeting about a period, with an agenda drafted from data.");
    }
}

/// <summary>Writes down what a meeting said, decided, and gave to whom.</summary>
internal sealed record HoldMeeting(string Minutes, IReadOnlyList<string> Decisions, IReadOnlyList<ActionToPlan> Actions) : IRegisterCommand<HoldMeeting, Meeting>
{
    private const int MostDecisions = 100;

    public static HoldMeeting Read(Input input) => new(
        input.RequiredText("minutes", 100_000), input.Texts("decisions", Register.LongestText, MostDecisions), input.Objects("actions", RegisterActions.Most, ActionToPlan.Read));

    public Decision Decide(Meeting meeting, Actor actor, Instant at)
    {
        if (meeting.Held is { } held) return held.Minutes == Minutes && held.Decisions.SequenceEqual(Decisions) ? Decision.Nothing : Decision.Reject("held", "What was said is written down already.");
        if (at < meeting.Called!.When) return Decision.Reject("not-held", "The meeting has not begun yet.");
        var (refusal, planned) = meeting.Actions.Plan(Actions, actor, at);
        return refusal ?? Decision.Accept([new MeetingHeld(Minutes, Decisions, actor.Id, at), .. planned]);
    }
}

/// <summary>What the desk's own data says should be talked about.</summary>
internal static class DraftAgenda
{
    private const string Query = """
        select
          (select count(*) from clock_facts where breached and outcome_at >= $1 and outcome_at < $2 and void_at is null and ($3::text is null or organization = $3)),
          (select count(distinct ticket) from ledger_index
            where type in ('resolution.solution-rejected.v1', 'resolution.case-reopened.v1') and occurred >= $1 and occurred < $2 and ($3::text is null or organization = $3)),
          (select count(*) from risks where state = 'open' and next_review < $4 and ($3::text is null or organization = $3)),
          (select count(*) from risks where state = 'open' and level in ('high', 'critical') and ($3::text is null or organization = $3)),
          (select count(*) from improvements where state = 'proposed' and due < $4 and ($3::text is null or organization = $3)),
          (select count(*) from register_actions where done_at is null and due < $4 and ($3::text is null or organization = $3))
        """;

    /// <summary>The points that there is anything to say about.</summary>
    public static async Task<IReadOnlyList<AgendaItem>> Of(Instant from, Instant to, string? organization, Instant now, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand(Query);
        command.Parameters.Add(new() { Value = from.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = to.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = organization ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = now.ToDateTimeUtc() });
        (AgendaTopic Topic, string Path)[] topics =
        [
            (AgendaTopic.BreachedClocks, $"/reports/sla?from={from}&to={to}"), (AgendaTopic.Comebacks, $"/audit/events?from={from}&to={to}&type=resolution.case-reopened.v1"),
            (AgendaTopic.OverdueRiskReviews, "/risks?overdue=true"), (AgendaTopic.GraveRisks, "/risks?state=open"), (AgendaTopic.OverdueImprovements, "/improvements?overdue=true"),
            (AgendaTopic.OverdueActions, "/register-actions?overdue=true"),
        ];
        var counted = await ListRegisters.Read(command, row => topics.Select((topic, column) => new AgendaItem(topic.Topic, row.GetInt64(column), topic.Path, null)).ToList(), cancel);
        return [.. counted[0].Where(one => one.Count > 0)];
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/meetings/agenda", async (string? from, string? to, Actor actor, Journal journal, IClock clock, CancellationToken cancel) =>
    {
        if (!Moment.TryRead(from, out var start) || start is null) return Hosting.Problem.Field("from", Moment.Shape);
        if (!Moment.TryRead(to, out var end) || end is null || end <= start) return Hosting.Problem.Field("to", "must be an instant after from");
        return (IResult)TypedResults.Ok(new { Items = await Of(start.Value, end.Value, actor.Organization, clock.GetCurrentInstant(), journal, cancel) });
    }).For(Register.Readers).WithSummary("What the data of a period says should be talked about.");
}

/// <summary>A meeting with its agenda, what was said, and what is to be done.</summary>
internal sealed record MeetingView(
    Guid Id, Instant When, Instant From, Instant To, IReadOnlyList<string> Participants, IReadOnlyList<AgendaItem> Agenda, string? Organization, string State, string? Minutes,
    IReadOnlyList<string> Decisions, IReadOnlyList<RegisterActionView> Actions, string ByName, Instant At)
{
    public static MeetingView Of(Guid id, Meeting meeting, AccessDirectory directory, Instant now)
    {
        var called = meeting.Called!;
        return new MeetingView(
            id, called.When, called.From, called.To, [.. called.Participants.Select(directory.NameOf)], called.Agenda, called.Organization, meeting.Held is null ? "called" : "held",
            meeting.Held?.Minutes, meeting.Held?.Decisions ?? [], RegisterActionView.Of(meeting.Actions, directory, now), directory.NameOf(called.By), called.At);
    }
}
