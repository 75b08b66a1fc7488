using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>What the desk knows already need not be told again: contact data, language, and how much the affected system matters.</summary>
internal sealed class KnownFacts(OrganizationDirectory organizations, RequesterDirectory requesters, SystemDirectory systems, PersonIds people)
{
    /// <summary>The submission with what was left out, and the opaque id of the requester. What was sent stays as it is.</summary>
    public (SubmitTicket Command, string Requester) Complete(SubmitTicket command, Actor actor)
    {
        var sent = command.Requester;
        var organization = sent.Organization!;
        var known = !actor.SeesOnlyOwn && sent.Email is { } email ? requesters.FindByEmail(organization, email) : null;
        var id = actor.SeesOnlyOwn ? actor.Id : known?.Requester ?? people.Of(organization, sent.Email ?? sent.Name!);
        known ??= requesters.Find(id)?.Value.Value;
        if (known?.Organization != organization) known = null;
        var complete = command with
        {
            Requester = known is null ? sent : sent with { Email = sent.Email ?? First(known.Emails), Phone = sent.Phone ?? First(known.Phones) },
            Language = command.Language ?? known?.Language ?? organizations.Find(organization)?.Value.Language,
            Importance = systems.Lookup(organization, command.AffectedSystem)?.Importance,
        };
        return (complete, id);
    }

    private static string? First(IReadOnlyList<string> texts) => texts.Count > 0 ? texts[0] : null;
}
