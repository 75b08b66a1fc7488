using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>The answer to a change of the directory.</summary>
internal sealed record ChangeAnswer(string Id, int Version, string Position);

/// <summary>What became of a change: a problem, or the newest state of the thing.</summary>
internal sealed record Changed(string Id, bool IsNew, int Version, long Position, Problem? Problem)
{
    public static Changed Of<T>(string id, Outcome<T> outcome, bool wasNew) => new(id, wasNew, outcome.Version, outcome.Position, outcome.ToProblem());

    public IResult ToHttp(HttpResponse response, string location)
    {
        if (Problem is not null) return Problem;
        response.Headers.ETag = OutcomeHttp.ETag(Version);
        var answer = new ChangeAnswer(Id, Version, new LogPosition(Logs.Intake, Position).ToString());
        return IsNew ? TypedResults.Created(location, answer) : TypedResults.Ok(answer);
    }
}

/// <summary>Changes the directory: recorded first, then known here at once.</summary>
internal sealed class DirectoryChanges(Journal journal, DirectoryRefresh directory, RequesterDirectory requesters, PersonIds people)
{
    private const int RaceAttempts = 20;

    /// <summary>Changes an organisation and the ownership of its domains in one append.</summary>
    public async Task<Changed> Change(ChangeOrganization command, Act act, int? expected, CancellationToken cancel, Predicate<string>? has = null)
    {
        var id = command.Id!;
        for (var attempt = 0; attempt < RaceAttempts; attempt++)
        {
            var organization = await journal.Load<CustomerOrganization>(Streams.Organization(id), cancel);
            var domains = await journal.Load<MailDomains>(MailDomains.Stream, cancel);
            var wanted = has is not null && organization.State.Current is { } now ? command.Keeping(now, has) : command;
            if (expected is { } version && version != organization.Version) return Refused(new(OutcomeKind.Stale, organization.State, organization.Version, 0));
            var decision = wanted.Decide(organization.State, id, domains.State);
            if (decision is Decision.Rejected refusal) return Refused(new(OutcomeKind.Rejected, organization.State, organization.Version, 0, refusal));
            var events = ((Decision.Accepted)decision).Events;
            if (events.Count == 0) return new Changed(id, false, organization.Version, organization.Position, null);

            var meta = act.Meta(null, command);
            var appends = new List<StreamAppend> { new(Streams.Organization(id), organization.Version, [.. events.Select(body => new NewEvent(body, meta, act.Now))]) };
            if (!domains.State.Of(id).ToHashSet().SetEquals(wanted.Domains))
                appends.Add(new(MailDomains.Stream, domains.Version, [new NewEvent(new MailDomainsAssigned(id, wanted.Domains), meta, act.Now)]));
            var result = await journal.Append(appends, cancel);
            if (result.Conflict) continue;
            var position = result.First + events.Count - 1;
            directory.Take(events[^1], organization.Version + events.Count, position);
            return new Changed(id, organization.Version == 0, organization.Version + events.Count, position, null);
        }
        throw new StoreBusyException();

        Changed Refused(Outcome<CustomerOrganization> outcome) => Changed.Of(id, outcome, false);
    }

    /// <summary>Changes a requester, found by id, else by the addresses, else by the id that the first address or the name gives.</summary>
    public async Task<Changed> Change(ChangeRequester command, Act act, int? expected, CancellationToken cancel, Predicate<string>? has = null)
    {
        var known = command.Id ?? command.Emails.Select(email => requesters.FindByEmail(command.Organization, email)?.Requester).FirstOrDefault(one => one is not null);
        var id = known ?? people.Of(command.Organization, command.Key);
        var taken = command.Emails.Where(email => requesters.FindByEmail(command.Organization, email) is { } other && other.Requester != id).ToList();
        if (taken.Count > 0) return new Changed(id, false, 0, 0, Problem.Field("emails", $"belong to another requester: {string.Join(", ", taken)}"));
        var before = requesters.Find(id)?.Value.Value;
        var wasNew = false;
        var outcome = await journal.Handle<Contact>(Contact.StreamOf(id), expected, contact =>
        {
            wasNew = contact.Current is null && before is null;
            var wanted = has is not null && (contact.Current ?? before) is { } now ? command.Keeping(now, has) : command;
            return wanted.Decide(contact, id, before?.Organization, known is null, act.Actor);
        }, act.Meta(null, command), act.Now, cancel);
        var changed = Changed.Of(id, outcome, wasNew);
        if (changed.Problem is null) directory.Take(outcome.State.Current, outcome.Version, outcome.Position);
        return changed;
    }

    /// <summary>Changes a system.</summary>
    public async Task<Changed> Change(ChangeSystem command, Act act, int? expected, CancellationToken cancel, Predicate<string>? has = null)
    {
        var id = command.Id!;
        var wasNew = false;
        var outcome = await journal.Handle<AffectedSystem>(AffectedSystem.StreamOf(id), expected, system =>
        {
            wasNew = system.Current is null;
            var wanted = has is not null && system.Current is { } now ? command.Keeping(now, has) : command;
            return wanted.Decide(system, id, act.Actor);
        }, act.Meta(null, command), act.Now, cancel);
        var changed = Changed.Of(id, outcome, wasNew);
        if (changed.Problem is null) directory.Take(outcome.State.Current, outcome.Version, outcome.Position);
        return changed;
    }
}
