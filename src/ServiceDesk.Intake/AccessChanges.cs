using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Makes a change of access count in this service before its answer leaves; the other services follow within a second.</summary>
internal sealed class AccessChanges(Journal journal, ReadModels models, AccessDirectory directory)
{
    public async Task Settle(long position, CancellationToken cancel)
    {
        await models.Until(journal.Log, position, cancel);
        await directory.Refresh(cancel);
    }
}

/// <summary>Something that is registered once: an organisation, a person or a key, and whether it was revoked.</summary>
internal sealed record Registration(object? Registered, bool Revoked, IReadOnlyList<string> Roles) : IState<Registration>
{
    public static Registration Initial { get; } = new(null, false, []);

    public Registration Evolve(object @event) => @event switch
    {
        Contracts.OrganizationRegistered or Contracts.ApiKeyIssued => this with { Registered = @event },
        Contracts.OrganizationChanged changed => this with { Registered = new Contracts.OrganizationRegistered(changed.Organization, changed.Name) },
        Contracts.PersonRegistered person => this with { Registered = person, Roles = person.Roles },
        Contracts.PersonRolesChanged changed => this with { Roles = changed.Roles },
        Contracts.ApiKeyRevoked => this with { Revoked = true },
        _ => this,
    };
}
