using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Routing.MajorIncidents;

/// <summary>Something a person does with a major incident.</summary>
internal interface IMajorIncidentCommand<TSelf> : IInput<TSelf> where TSelf : IMajorIncidentCommand<TSelf>
{
    Decision Decide(MajorIncident incident, Ticket ticket, Actor actor, Instant at);
}

/// <summary>Makes a ticket the one that leads a major incident.</summary>
internal sealed record DeclareMajorIncident(string Title, string? Owner, Duration UpdateEvery) : IMajorIncidentCommand<DeclareMajorIncident>
{
    public static DeclareMajorIncident Read(Input input)
    {
        var command = new DeclareMajorIncident(input.RequiredText("title", 500), input.Text("owner", 100), Cadence.Read(input) ?? Duration.Zero);
        if (command.UpdateEvery == Duration.Zero && !input.Refuses(Cadence.Field)) input.Require(Cadence.Field);
        Owners.Check(input, command.Owner);
        return command;
    }

    public Decision Decide(MajorIncident incident, Ticket ticket, Actor actor, Instant at)
    {
        if (incident.Status == MajorIncidentStatus.Declared) return Decision.Reject("declared", "The ticket leads a major incident already.");
        if (ticket.MajorIncident is not null) return Decision.Reject("is-child", "The ticket belongs to a major incident that another ticket leads.");
        var routed = ticket.Routed!;
        return Decision.Accept(new MajorIncidentDeclared(
            routed.Number, routed.Organization, routed.Requester, Title, Owner ?? actor.Id, UpdateEvery, at + UpdateEvery, actor.Id, at));
    }
}

/// <summary>Tells those concerned where it stands; the next word is due after the interval.</summary>
internal sealed record UpdateMajorIncident(string Message) : IMajorIncidentCommand<UpdateMajorIncident>
{
    public static UpdateMajorIncident Read(Input input) => new(input.RequiredText("message", 10_000));

    public Decision Decide(MajorIncident incident, Ticket ticket, Actor actor, Instant at) => MajorIncidentCommand.NotDeclared(incident)
        ?? Decision.Accept(new MajorIncidentUpdated(ticket.Routed!.Requester, Message, at + incident.UpdateEvery, actor.Id, at));
}

/// <summary>Gives it to another owner, or tells of it at other intervals.</summary>
internal sealed record ChangeMajorIncident(string? Owner, Duration? UpdateEvery) : IMajorIncidentCommand<ChangeMajorIncident>
{
    public static ChangeMajorIncident Read(Input input)
    {
        var command = new ChangeMajorIncident(input.Text("owner", 100), Cadence.Read(input));
        Owners.Check(input, command.Owner);
        if (command is { Owner: null, UpdateEvery: null } && !input.Refuses(Cadence.Field)) input.Refuse("owner", "or updateEvery is required");
        return command;
    }

    public Decision Decide(MajorIncident incident, Ticket ticket, Actor actor, Instant at)
    {
        if (MajorIncidentCommand.NotDeclared(incident) is { } refusal) return refusal;
        var (owner, every) = (Owner ?? incident.Owner, UpdateEvery ?? incident.UpdateEvery);
        if (owner == incident.Owner && every == incident.UpdateEvery) return Decision.Nothing;
        var told = incident.Updates.IsEmpty ? incident.Declared!.At : Instant.Max(incident.Updates[^1].At, incident.Declared!.At);
        return Decision.Accept(new MajorIncidentChanged(owner, every, told + every, actor.Id, at));
    }
}

/// <summary>The service works again.</summary>
internal sealed record EndMajorIncident(string Summary) : IMajorIncidentCommand<EndMajorIncident>
{
    public static EndMajorIncident Read(Input input) => new(input.RequiredText("summary", 10_000));

    public Decision Decide(MajorIncident incident, Ticket ticket, Actor actor, Instant at) => incident.Status is MajorIncidentStatus.Ended && incident.Ended!.Summary == Summary
        ? Decision.Nothing
        : MajorIncidentCommand.NotDeclared(incident) ?? Decision.Accept(new MajorIncidentEnded(ticket.Routed!.Requester, Summary, actor.Id, at));
}

/// <summary>Looks back on it: what was found, and what is done so that it does not come back.</summary>
internal sealed record ReviewMajorIncident(string Findings, IReadOnlyList<string> Actions) : IMajorIncidentCommand<ReviewMajorIncident>
{
    private const int MostActions = 100;

    public static ReviewMajorIncident Read(Input input) => new(input.RequiredText("findings", 100_000), input.Texts("actions", 2000, MostActions));

    public Decision Decide(MajorIncident incident, Ticket ticket, Actor actor, Instant at) => incident.Status switch
    {
        MajorIncidentStatus.Ended => Decision.Accept(new MajorIncidentReviewed(ticket.Routed!.Requester, Findings, Actions, actor.Id, at)),
        MajorIncidentStatus.Reviewed => Decision.Reject("reviewed", "The major incident was reviewed already."),
        MajorIncidentStatus.Declared => Decision.Reject("not-ended", "The major incident is not over yet."),
        _ => MajorIncidentCommand.NotDeclared(incident)!,
    };
}

/// <summary>How often those concerned are told.</summary>
internal static class Cadence
{
    public const string Field = "updateEvery";
    private static readonly Duration longest = Duration.FromDays(7);
    private static readonly Duration shortest = Duration.FromMinutes(1);

    public static Duration? Read(Input input)
    {
        var every = input.Duration(Field, longest);
        if (every < shortest) input.Refuse(Field, "must be at least PT1M");
        return every;
    }
}

/// <summary>Who can own a major incident.</summary>
internal static class Owners
{
    public static void Check(Input input, string? owner)
    {
        if (owner is not null && input.Directory.Find(owner)?.Roles.Any(role => role is Roles.Agent or Roles.Lead or Roles.Admin) != true)
            input.Refuse("owner", "must be the id of an agent, a lead or an admin");
    }
}

internal static class MajorIncidentCommand
{
    public static Decision? NotDeclared(MajorIncident incident) => incident.Status switch
    {
        MajorIncidentStatus.Declared => null,
        MajorIncidentStatus.None => Decision.Reject("not-declared", "The ticket leads no major incident."),
        _ => Decision.Reject("ended", "The major incident is over."),
    };

    /// <summary>Offers a command at <c>POST /tickets/{id}/major-incident{verb}</c>.</summary>
    public static RouteHandlerBuilder Map<T>(IEndpointRouteBuilder routes, string verb, params string[] roles) where T : class, IMajorIncidentCommand<T> =>
        routes.MapPost($"/tickets/{{id:guid}}/major-incident{verb}", async (Guid id, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var isFinished = await WorkReadModel.IsFinished(journal, id, cancel);
            var meta = act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command });
            var outcome = await journal.HandleAll<MajorIncident>(
                Streams.MajorIncident(id), act.IfMatch,
                async incident =>
                {
                    var ticket = await journal.Load<Ticket>(Streams.Ticket(id), cancel);
                    var decision = Decide(incident.State, ticket.State, isFinished, command, act.Actor, act.Now);
                    return (decision, command is DeclareMajorIncident ? [Led(id, ticket.Version, act, meta)] : []);
                },
                meta, act.Now, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        }).For(roles).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What stands in the ticket's own stream, at the version in which it belonged to no other.</summary>
    private static StreamAppend Led(Guid id, int version, Act act, EventMeta meta) =>
        new(Streams.Ticket(id), version, [new NewEvent(new MajorIncidentLed(act.Actor.Id, act.Now), meta with { Request = null, Fingerprint = null }, act.Now)]);

    /// <summary>What holds for every command, then the command's own rule. Only an open ticket begins to lead; one that was finished meanwhile is still led to its end.</summary>
    public static Decision Decide<T>(MajorIncident incident, Ticket ticket, bool isFinished, T command, Actor actor, Instant at) where T : IMajorIncidentCommand<T>
    {
        var refusal = FinishedTicket.Refuses(ticket, actor, isFinished);
        return refusal is Decision.NotFound || (refusal is not null && command is DeclareMajorIncident) ? refusal : command.Decide(incident, ticket, actor, at);
    }
}
