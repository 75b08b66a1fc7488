using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Contact>;

namespace ServiceDesk.Tests;

public class ChangeRequesterTests
{
    private static readonly Actor acmeLead = new("person-lead", [Roles.Lead], "acme", null);

    private static readonly ChangeRequester command =
        new(null, "acme", "Grace Hopper", ["grace@acme.example"], ["+44 20 1"], "en", true, "B 201", "Finance");

    private static readonly RequesterChanged changed = new("r1", "acme", "Grace Hopper", ["grace@acme.example"], ["+44 20 1"], "en", true, "B 201", "Finance");

    [Fact]
    public void A_new_requester_is_recorded() => Given().When(contact => command.Decide(contact, "r1", null, isDerived: true, Desk.Root)).Then(changed);

    [Fact]
    public void The_same_again_changes_nothing() => Given(changed).When(contact => command.Decide(contact, "r1", "acme", isDerived: true, Desk.Root)).ThenNothing();

    [Fact]
    public void Every_value_counts()
    {
        foreach (var other in (ChangeRequester[])[
            command with { Name = "Grace" }, command with { Emails = [] }, command with { Phones = [] }, command with { Language = "zh" }, command with { Vip = false },
            command with { Location = null }, command with { Department = null }])
            Given(changed).When(contact => other.Decide(contact, "r1", "acme", isDerived: false, Desk.Root)).Then(
                new RequesterChanged("r1", "acme", other.Name, other.Emails, other.Phones, other.Language, other.Vip, other.Location, other.Department));
    }

    [Fact]
    public void An_id_that_nobody_has_is_missing() => Given().When(contact => command.Decide(contact, "r1", null, isDerived: false, Desk.Root)).ThenMissing();

    [Fact]
    public void Somebody_known_by_a_sign_in_is_described() =>
        Given().When(contact => command.Decide(contact, "r1", "acme", isDerived: false, Desk.Root)).Then(changed);

    [Fact]
    public void The_organisation_of_an_id_does_not_change() => Given(changed)
        .When(contact => (command with { Organization = "globex" }).Decide(contact, "r1", null, isDerived: false, Desk.Root)).ThenInvalid("organization");

    [Fact]
    public void Whoever_is_bound_to_another_organisation_learns_nothing() => Given(changed with { Organization = "globex" })
        .When(contact => command.Decide(contact, "r1", null, isDerived: false, acmeLead)).ThenMissing();

    [Fact]
    public void A_new_owner_of_an_old_address_does_not_become_the_former_one() => Given(changed with { Emails = ["hopper@acme.example"], Name = "Grace" })
        .When(contact => command.Decide(contact, "r1", null, isDerived: true, Desk.Root)).ThenRejected("address-was-used");

    [Fact]
    public void Every_field_is_read()
    {
        var read = Sent.Read<ChangeRequester>("""
            {"name":"张伟","emails":[" zw@acme.example ","ZW@acme.example"],"phones":["13800000000"],"language":"zh","vip":true,"location":"A","department":"财务"}
            """, acmeLead);

        (read.Organization, read.Name, read.Language, read.Vip, read.Location, read.Department).ShouldBe(("acme", "张伟", "zh", true, "A", "财务"));
        read.Emails.ShouldBe(["zw@acme.example"]);
        read.Phones.ShouldBe(["13800000000"]);
    }

    [Fact]
    public void All_wrong_fields_are_named_at_once() => Sent.Refusal<ChangeRequester>("""
        {"organization":"globex","emails":["nobody"],"phones":[" "],"language":"fr","vip":"very","age":7}
        """, acmeLead).ShouldRefuse(422, "age", "emails", "language", "name", "organization", "phones", "vip");

    [Fact]
    public void The_provider_names_the_organisation() =>
        Sent.Refusal<ChangeRequester>("""{"name":"Grace"}""").ShouldRefuse(422, "organization");

    [Fact]
    public void Marked_lists_come_back_from_the_log_as_they_were()
    {
        var again = Desk.Reread(changed);

        again.Emails.ShouldBe(changed.Emails);
        (again with { Emails = changed.Emails, Phones = changed.Phones }).ShouldBe(changed);
    }
}
