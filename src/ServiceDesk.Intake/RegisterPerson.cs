using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>A person, or another system, may act here from now on.</summary>
internal sealed record RegisterPerson(string Name, string? Email, string? Organization, IReadOnlyList<string> Roles) : IInput<RegisterPerson>
{
    public static RegisterPerson Read(Input input)
    {
        var person = new RegisterPerson(input.RequiredText("name", 200), input.Text("email", 254), input.Text("organization", 63), ReadRoles(input));
        if (person.Organization is { } organization && !input.Directory.HasOrganization(organization)) input.Refuse("organization", "is not a registered organisation");
        if (person.Organization is null && person.Roles.Contains(Contracts.Roles.Requester)) input.Refuse("organization", "is required for a requester");
        return person;
    }

    public static IReadOnlyList<string> ReadRoles(Input input)
    {
        var roles = input.Texts("roles", 50);
        if (roles.Any(role => !Contracts.Roles.All.Contains(role))) input.Refuse("roles", $"must be among {string.Join(", ", Contracts.Roles.All)}");
        return roles;
    }

    public Decision Decide(Registration person, string id) => person.Registered is null
        ? Decision.Accept(new PersonRegistered(id, Name, Email, Organization, Roles))
        : Decision.Reject("person-exists", "A person with this address is registered in this organisation.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/people", async (Body<RegisterPerson> body, Act act, PersonIds ids, Journal journal, AccessChanges changes, CancellationToken cancel) =>
        {
            var command = body.Value;
            var request = act.RequestId(act.IdempotencyKey);
            // A customer's person gets the id that tickets under the same address get.
            var id = command is { Organization: { } organization, Email: { } email } ? ids.Of(organization, email) : (request ?? Guid.CreateVersion7()).ToString();
            var outcome = await journal.Create<Registration>(Streams.Person(id), person => command.Decide(person, id), act.Meta(request, command), act.Now, waitForRoom: false, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await changes.Settle(outcome.Position, cancel);
            return (IResult)TypedResults.Created($"/people/{id}", new { id, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Contracts.Roles.Admin).Accepts<RegisterPerson>("application/json").WithSummary("Registers a person or a system.");

        routes.MapGet("/people", (Actor actor, AccessDirectory directory, string? role) => TypedResults.Ok(new
        {
            items = directory.People
                .Where(person => (role is null || person.Roles.Contains(role)) && (actor.Organization is null || actor.Organization == person.Organization))
                .OrderBy(person => person.Name, StringComparer.Ordinal),
        })).For(Contracts.Roles.Agent, Contracts.Roles.Lead, Contracts.Roles.Auditor, Contracts.Roles.Analyst, Contracts.Roles.Admin).WithSummary("The people that you may see.");
    }
}

/// <summary>A person's roles change; without any the person's keys stop working.</summary>
internal sealed record ChangeRoles(IReadOnlyList<string> Roles) : IInput<ChangeRoles>
{
    public static ChangeRoles Read(Input input) => new(RegisterPerson.ReadRoles(input));

    public Decision Decide(Registration person, string id) => person.Registered is null
        ? Decision.Missing
        : person.Roles.SequenceEqual(Roles) ? Decision.Nothing : Decision.Accept(new PersonRolesChanged(id, Roles));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/people/{id}/roles",
        async (string id, Body<ChangeRoles> body, Act act, Journal journal, AccessChanges changes, CancellationToken cancel) =>
        {
            var command = body.Value;
            var outcome = await journal.Handle<Registration>(
                Streams.Person(id), act.IfMatch, person => command.Decide(person, id), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await changes.Settle(outcome.Position, cancel);
            return (IResult)TypedResults.NoContent();
        }).For(Contracts.Roles.Admin).Accepts<ChangeRoles>("application/json").WithSummary("Sets a person's roles.");
}
