using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.CustomerOrganization>;

namespace ServiceDesk.Tests;

public class ChangeOrganizationTests
{
    private static readonly CustomerContract gold = new("C-1", "gold", "2026-01-01", null);
    private static readonly ChangeOrganization command = new("acme", "Acme Ltd", ["acme.example"], gold, "en", "Europe/Berlin", UnknownSenders.Hold);
    private static readonly OrganizationChanged changed = new("acme", "Acme Ltd", ["acme.example"], gold, "en", "Europe/Berlin", UnknownSenders.Hold);

    [Fact]
    public void An_unknown_organisation_is_registered_and_described() => Given()
        .When(acme => command.Decide(acme, "acme", MailDomains.Initial))
        .Then(new OrganizationRegistered("acme", "Acme Ltd"), changed);

    [Fact]
    public void A_registered_organisation_is_described() => Given(new OrganizationRegistered("acme", "Acme"))
        .When(acme => command.Decide(acme, "acme", MailDomains.Initial))
        .Then(changed);

    [Fact]
    public void The_same_again_changes_nothing() => Given(new OrganizationRegistered("acme", "Acme"), changed)
        .When(acme => command.Decide(acme, "acme", Owned(new MailDomainsAssigned("acme", ["acme.example"]))))
        .ThenNothing();

    [Fact]
    public void Every_value_counts()
    {
        foreach (var other in (ChangeOrganization[])[
            command with { Name = "Acme Inc" }, command with { Domains = [] }, command with { Contract = null }, command with { Contract = gold with { Level = "silver" } },
            command with { Language = null }, command with { TimeZone = null }, command with { UnknownSenders = UnknownSenders.Refuse }])
            Given(changed).When(acme => other.Decide(acme, "acme", MailDomains.Initial)).Then(
                new OrganizationChanged("acme", other.Name, other.Domains, other.Contract, other.Language, other.TimeZone, other.UnknownSenders));
    }

    [Fact]
    public void A_domain_belongs_to_one_organisation() => Given()
        .When(acme => command.Decide(acme, "acme", Owned(new MailDomainsAssigned("globex", ["acme.example"]))))
        .ThenInvalid("domains");

    [Fact]
    public void A_domain_that_was_given_up_is_free() => Given()
        .When(acme => command.Decide(acme, "acme", Owned(new MailDomainsAssigned("globex", ["acme.example"]), new MailDomainsAssigned("globex", []))))
        .Then(new OrganizationRegistered("acme", "Acme Ltd"), changed);

    [Fact]
    public void Every_field_is_read()
    {
        var read = Sent.Read<ChangeOrganization>("""
            {"name":"Acme Ltd","domains":["ACME.example","acme.example","例子.中国"],"contract":{"reference":"C-1","level":"gold","validFrom":"2026-01-01"},
             "language":"zh","timeZone":"Asia/Shanghai","unknownSenders":"refuse"}
            """);

        read.Domains.ShouldBe(["acme.example", "xn--fsqu00a.xn--fiqs8s"]);
        (read with { Domains = command.Domains }).ShouldBe(
            new ChangeOrganization(null, "Acme Ltd", command.Domains, gold, "zh", "Asia/Shanghai", UnknownSenders.Refuse));
    }

    [Fact]
    public void All_wrong_fields_are_named_at_once() => Sent.Refusal<ChangeOrganization>("""
        {"id":"A","domains":["localhost"],"contract":{"validFrom":"2026-02-30","validUntil":"soon"},"language":"de","timeZone":"Mars/Base","unknownSenders":"ask"}
        """).ShouldRefuse(
            422, "contract.reference", "contract.validFrom", "contract.validUntil", "domains", "id", "language", "name", "timeZone", "unknownSenders");

    [Fact]
    public void A_contract_does_not_end_before_it_begins() =>
        Sent.Refusal<ChangeOrganization>("""{"name":"Acme","contract":{"reference":"C","validFrom":"2026-02-01","validUntil":"2026-01-31"} }""")
            .ShouldRefuse(422, "contract.validUntil");

    [Theory]
    [InlineData("acme")]
    [InlineData("acme..example")]
    [InlineData("-acme.example")]
    [InlineData("acme.example.")]
    [InlineData("10.0.0.1")]
    [InlineData("a b.example")]
    [InlineData("@acme.example")]
    [InlineData("")]
    public void What_is_no_domain_is_refused(string text) => DirectoryWords.Domain(text).ShouldBeNull();

    private static MailDomains Owned(params object[] events) => DeciderSpec<MailDomains>.Given(events).State;
}
