using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Registration>;

namespace ServiceDesk.Tests;

public class RegisterPersonTests
{
    private static readonly RegisterPerson grace = new("Grace Hopper", "grace@acme.example", "acme", [Roles.Requester]);

    [Fact]
    public void A_person_is_registered() => Given()
        .When(person => grace.Decide(person, "p1"))
        .Then(new PersonRegistered("p1", "Grace Hopper", "grace@acme.example", "acme", [Roles.Requester]));

    [Fact]
    public void A_registered_person_is_not_registered_again() => Given(new PersonRegistered("p1", "Grace", null, "acme", []))
        .When(person => grace.Decide(person, "p1"))
        .ThenRejected("person-exists");

    [Fact]
    public void A_requester_belongs_to_an_organisation() =>
        Sent.Refusal<RegisterPerson>("""{"name":"Grace Hopper","roles":["requester"]}""").ShouldRefuse(422, "organization");

    [Fact]
    public void An_organisation_must_be_known_and_a_role_must_exist() =>
        Sent.Refusal<RegisterPerson>("""{"name":"Grace Hopper","organization":"nowhere","roles":["boss"]}""").ShouldRefuse(422, "organization", "roles");

    [Fact]
    public void Staff_belong_to_no_organisation()
    {
        var person = Sent.Read<RegisterPerson>("""{"name":"Ada Lovelace","roles":["agent","lead"]}""");

        (person.Name, person.Email, person.Organization).ShouldBe(("Ada Lovelace", null, null));
        person.Roles.ShouldBe(["agent", "lead"]);
    }
}

public class ChangeRolesTests
{
    private static readonly PersonRegistered ada = new("p1", "Ada", null, null, [Roles.Agent]);

    [Fact]
    public void Roles_change() => Given(ada)
        .When(person => new ChangeRoles([Roles.Agent, Roles.Lead]).Decide(person, "p1"))
        .Then(new PersonRolesChanged("p1", [Roles.Agent, Roles.Lead]));

    [Fact]
    public void All_roles_can_be_taken() => Given(ada)
        .When(person => new ChangeRoles([]).Decide(person, "p1"))
        .Then(new PersonRolesChanged("p1", []));

    [Fact]
    public void The_roles_a_person_was_registered_with_are_no_change() => Given(ada)
        .When(person => new ChangeRoles([Roles.Agent]).Decide(person, "p1"))
        .ThenNothing();

    [Fact]
    public void The_newest_roles_are_no_change() => Given(ada, new PersonRolesChanged("p1", [Roles.Lead]))
        .When(person => new ChangeRoles([Roles.Lead]).Decide(person, "p1"))
        .ThenNothing();

    [Fact]
    public void Nobody_has_no_roles_to_change() => Given()
        .When(person => new ChangeRoles([Roles.Lead]).Decide(person, "p1"))
        .ThenMissing();

    [Fact]
    public void A_role_must_exist() => Sent.Refusal<ChangeRoles>("""{"roles":["agent","Admin"]}""").ShouldRefuse(422, "roles");
}
