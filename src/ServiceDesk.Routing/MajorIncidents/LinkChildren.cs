using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.MajorIncidents;

/// <summary>Another ticket reports the same major incident. It belongs to one at most that is not over, and leads none itself.</summary>
internal sealed record LinkChild(Guid Ticket) : IInput<LinkChild>
{
    public static LinkChild Read(Input input)
    {
        var text = input.RequiredText("ticket", 50);
        if (Guid.TryParse(text, out var ticket)) return new LinkChild(ticket);
        if (!input.Refuses("ticket")) input.Refuse("ticket", "must be the id of a ticket");
        return new LinkChild(Guid.Empty);
    }

    public Decision Decide(MajorIncident incident, Guid parent, Ticket child, MajorIncident ofChild, MajorIncident before, Actor actor, Instant at)
    {
        if (MajorIncidentCommand.NotDeclared(incident) is { } refusal) return refusal;
        if (Ticket == parent) return Decision.Invalid("ticket", "leads the major incident itself");
        if (child.Routed is not { } routed || !actor.MaySee(routed.Organization, routed.Requester)) return Decision.Invalid("ticket", "must be the id of a ticket");
        if (incident.Has(Ticket)) return Decision.Nothing;
        if (child.MajorIncident is not null && before.Status == MajorIncidentStatus.Declared) return Decision.Reject("is-child", "The ticket belongs to another major incident.");
        if (ofChild.Status == MajorIncidentStatus.Declared) return Decision.Reject("is-parent", "The ticket leads a major incident itself.");
        return Decision.Accept(new ChildLinked(Ticket, routed.Number, actor.Id, at) { Organization = routed.Organization });
    }

    /// <summary>The child is another matter after all.</summary>
    public static Decision Unlink(MajorIncident incident, Guid child, Ticket ofChild, Actor actor, Instant at) =>
        ofChild.IsVisibleTo(actor) && incident.Has(child) ? Decision.Accept(new ChildUnlinked(child, actor.Id, at)) : Decision.Missing;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/tickets/{id:guid}/major-incident/children", async (Guid id, Body<LinkChild> body, Act act, Journal journal, ArchivedTickets archive, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var isArchived = await archive.Has(command.Ticket, cancel);
            return await Handle(id, command.Ticket, act, new { id, command }, journal, response, cancel, both => (
                ArchivedTickets.Guard(command.Decide(both.Incident, id, both.Child.State, both.OfChild, both.Before, act.Actor, act.Now), isArchived),
                new MajorIncidentJoined(id, both.Incident.Declared?.Number ?? "", act.Actor.Id, act.Now)));
        }).For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<LinkChild>("application/json").Produces<CommandAnswer>().WithSummary("Another ticket reports the same major incident.");

        routes.MapDelete("/tickets/{id:guid}/major-incident/children/{other:guid}", (Guid id, Guid other, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            Handle(id, other, act, new { id, unlink = other }, journal, response, cancel, both => (
                Unlink(both.Incident, other, both.Child.State, act.Actor, act.Now), new MajorIncidentLeft(id, act.Actor.Id, act.Now))))
            .For(Roles.Agent, Roles.Lead, Roles.Admin).Produces<CommandAnswer>().WithSummary("The other ticket is another matter after all.");
    }

    private sealed record Both(MajorIncident Incident, Ticket Parent, Loaded<Ticket> Child, MajorIncident OfChild, MajorIncident Before);

    /// <summary>Parent and child change together.</summary>
    private static async Task<IResult> Handle(
        Guid id, Guid child, Act act, object content, Journal journal, HttpResponse response, CancellationToken cancel, Func<Both, (Decision Here, object There)> decide)
    {
        var meta = act.Meta(act.RequestId(act.IdempotencyKey), content);
        var outcome = await journal.HandleAll<MajorIncident>(
            Streams.MajorIncident(id), act.IfMatch,
            async incident =>
            {
                var there = await journal.Load<Ticket>(Streams.Ticket(child), cancel);
                var both = new Both(
                    incident.State, (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State, there,
                    (await journal.Load<MajorIncident>(Streams.MajorIncident(child), cancel)).State,
                    there.State.MajorIncident is { } before ? (await journal.Load<MajorIncident>(Streams.MajorIncident(before), cancel)).State : MajorIncident.Initial);
                if (both.Parent.Routed is not { } routed || !act.Actor.MaySee(routed.Organization, routed.Requester)) return (Decision.Missing, []);
                var (here, change) = decide(both);
                return (here, [new StreamAppend(Streams.Ticket(child), both.Child.Version, [new NewEvent(change, meta with { Request = null, Fingerprint = null }, act.Now)])]);
            },
            meta, act.Now, cancel);
        return outcome.ToHttp(response, id, journal.Log);
    }
}
