using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.AffectedSystem>;

namespace ServiceDesk.Tests;

public class ChangeSystemTests
{
    private static readonly Actor acmeLead = new("person-lead", [Roles.Lead], "acme", null);
    private static readonly ChangeSystem command = new("vpn", "远程接入", "Remote access", ["gateway"], "acme", Importance.High, "network", "network", false);
    private static readonly SystemChanged changed = new("vpn", "远程接入", "Remote access", ["gateway"], "acme", Importance.High, "network", "network", false);

    [Fact]
    public void A_system_is_recorded() => Given().When(system => command.Decide(system, "vpn", Desk.Root)).Then(changed);

    [Fact]
    public void The_same_again_changes_nothing() => Given(changed).When(system => command.Decide(system, "vpn", Desk.Root)).ThenNothing();

    [Fact]
    public void Every_value_counts()
    {
        foreach (var other in (ChangeSystem[])[
            command with { NameZh = null }, command with { NameEn = "VPN" }, command with { Aliases = [] }, command with { Organization = null },
            command with { Importance = Importance.Low }, command with { Team = null }, command with { Category = null }, command with { Retired = true }])
            Given(changed).When(system => other.Decide(system, "vpn", Desk.Root)).Then(new SystemChanged(
                "vpn", other.NameZh, other.NameEn, other.Aliases, other.Organization, other.Importance, other.Team, other.Category, other.Retired));
    }

    [Fact]
    public void A_system_has_a_name() => Given().When(system => (command with { NameZh = null, NameEn = null }).Decide(system, "vpn", Desk.Root)).ThenInvalid("nameEn");

    [Fact]
    public void The_system_of_another_organisation_is_not_there_for_a_bound_person() => Given(changed with { Organization = "globex" })
        .When(system => command.Decide(system, "vpn", acmeLead)).ThenMissing();

    [Fact]
    public void A_system_for_all_is_kept_by_the_provider() => Given(changed with { Organization = null })
        .When(system => command.Decide(system, "vpn", acmeLead)).ThenRejected("provider-wide");

    [Fact]
    public void A_bound_person_registers_for_the_own_organisation() => Sent.Read<ChangeSystem>("""{"nameEn":"VPN"}""", acmeLead).Organization.ShouldBe("acme");

    [Fact]
    public void Importance_is_normal_unless_it_is_told() => Sent.Read<ChangeSystem>("""{"nameEn":"VPN"}""").Importance.ShouldBe(Importance.Normal);

    [Fact]
    public void All_wrong_fields_are_named_at_once() => Sent.Refusal<ChangeSystem>("""
        {"id":"V P N","organization":"globex","importance":"vital","aliases":[""],"retired":1}
        """).ShouldRefuse(422, "aliases", "id", "importance", "organization", "retired");
}
