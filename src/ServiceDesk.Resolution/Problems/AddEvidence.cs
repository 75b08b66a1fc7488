using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Adds what a finding rests on: an address, a file of a linked ticket, or an observation.</summary>
internal sealed record AddEvidence(EvidenceKind Kind, string Reference, Guid? Incident, string? Note, Instant? OccurredAt) : IProblemCommand<AddEvidence>
{
    private const int Most = 200;

    public static AddEvidence Read(Input input)
    {
        var (kind, reference, named) = (input.RequiredWord<EvidenceKind>("kind"), input.RequiredText("reference", 10_000), input.Text("incident", 50));
        var incident = Guid.TryParse(named, out var id) ? id : (Guid?)null;
        if (named is not null && incident is null) input.Refuse("incident", "must be the id of a ticket");
        if (!input.Refuses("kind") && kind == EvidenceKind.Attachment && named is null) input.Require("incident");
        if (!input.Refuses("kind") && kind != EvidenceKind.Attachment && named is not null) input.Refuse("incident", "belongs to an attachment");
        if (kind == EvidenceKind.Link && reference.Length > 0 && !(Uri.TryCreate(reference, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            input.Refuse("reference", "must be an address that begins with http:// or https://");
        return new AddEvidence(kind, reference, incident, input.Text("note", 10_000), input.Instant("occurredAt"));
    }

    public Decision Decide(Problem problem, Actor actor, Instant at)
    {
        if (ProblemCommand.Closed(problem) is { } closed) return closed;
        if (Incident is { } ticket && !problem.Incidents.ContainsKey(ticket)) return Decision.Invalid("incident", "is not linked with the problem");
        if (problem.Evidence.Any(one => (one.Kind, one.Reference, one.Incident, one.Note) == (Kind, Reference, Incident, Note))) return Decision.Nothing;
        if (problem.Evidence.Count >= Most) return Decision.Reject("too-much-evidence", $"A problem has at most {Most} pieces of evidence.");
        return Decision.Accept(new EvidenceAdded(Kind, Reference, Incident, Note, actor.Id, at));
    }
}
