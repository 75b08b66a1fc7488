using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Registration>;

namespace ServiceDesk.Tests;

public class RegisterOrganizationTests
{
    private static readonly RegisterOrganization acme = new("acme", "Acme Ltd");
    private static readonly OrganizationRegistered registered = new("acme", "Acme Ltd");

    [Fact]
    public void An_organisation_is_registered() => Given().When(acme.Decide).Then(registered);

    [Fact]
    public void The_same_again_changes_nothing() => Given(registered).When(acme.Decide).ThenNothing();

    [Fact]
    public void An_id_keeps_its_name() => Given(registered).When((acme with { Name = "Another" }).Decide).ThenRejected("organization-exists");

    [Theory]
    [InlineData("acme")]
    [InlineData("3m")]
    [InlineData("a-b-c")]
    public void An_id_is_a_lower_case_word(string id) =>
        Sent.Read<RegisterOrganization>($$"""{"id":"{{id}}","name":"Acme Ltd"}""").ShouldBe(new RegisterOrganization(id, "Acme Ltd"));

    [Theory]
    [InlineData("Acme")]
    [InlineData("-acme")]
    [InlineData("acme ltd")]
    [InlineData("acmé")]
    [InlineData("acme\\n")]
    public void Anything_else_is_no_id(string id) => Sent.Refusal<RegisterOrganization>($$"""{"id":"{{id}}","name":"Acme Ltd"}""").ShouldRefuse(422, "id");

    [Fact]
    public void Id_and_name_are_required() => Sent.Refusal<RegisterOrganization>("{}").ShouldRefuse(422, "id", "name");
}
