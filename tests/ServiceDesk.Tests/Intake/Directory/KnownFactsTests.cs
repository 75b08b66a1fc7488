using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;

namespace ServiceDesk.Tests;

public class KnownFactsTests
{
    private readonly OrganizationDirectory organizations = new();
    private readonly SystemDirectory systems = new();
    private readonly RequesterDirectory requesters;
    private readonly PersonIds people = new(Convert.ToBase64String(new byte[32]));
    private readonly KnownFacts known;

    private static readonly SubmitTicket minimal = new(
        TicketKind.Incident, "No network", null, new SubmittedRequester("Grace", null, null, "acme"), null, null, null, null, null, null, null, null, null);

    public KnownFactsTests()
    {
        requesters = new RequesterDirectory(organizations);
        known = new KnownFacts(organizations, requesters, systems, people);
        organizations.Set(new OrganizationChanged("acme", "Acme", [], null, "en", null, UnknownSenders.Create), 1, 1);
        systems.Set(new SystemChanged("vpn", null, "VPN", [], null, Importance.High, null, null, false), 1, 2);
        requesters.Set(new RequesterChanged(Desk.Grace.Id, "acme", "Grace Hopper", ["grace@acme.example", "g@home.example"], ["+44 20 1"], "zh", false, null, null), 1, 3);
    }

    [Fact]
    public void Who_signs_in_needs_to_tell_no_contact_data()
    {
        var (ticket, requester) = known.Complete(minimal, Desk.Grace);

        (requester, ticket.Requester, ticket.Language).ShouldBe((Desk.Grace.Id, new SubmittedRequester("Grace", "grace@acme.example", "+44 20 1", "acme"), "zh"));
    }

    [Fact]
    public void What_was_sent_stays()
    {
        var sent = new SubmittedRequester("Grace", "other@acme.example", "1", "acme");
        known.Complete(minimal with { Requester = sent }, Desk.Grace).Command.Requester.ShouldBe(sent);
    }

    [Fact]
    public void Any_address_of_a_requester_leads_to_the_same_person()
    {
        var (ticket, requester) = known.Complete(minimal with { Requester = minimal.Requester with { Email = "G@home.example" } }, Desk.Ada);

        (requester, ticket.Requester.Email, ticket.Requester.Phone, ticket.Language).ShouldBe((Desk.Grace.Id, "G@home.example", "+44 20 1", "zh"));
    }

    [Fact]
    public void A_stranger_gets_the_id_of_the_address_and_the_language_of_the_organisation()
    {
        var (ticket, requester) = known.Complete(minimal with { Requester = minimal.Requester with { Email = "new@acme.example" } }, Desk.Ada);

        (requester, ticket.Language, ticket.Requester.Phone).ShouldBe((people.Of("acme", "new@acme.example"), "en", null));
    }

    [Fact]
    public void Nothing_of_another_organisation_is_filled_in()
    {
        var (ticket, requester) = known.Complete(minimal with { Requester = new("Grace", "grace@acme.example", null, "globex") }, Desk.Ada);

        requester.ShouldBe(people.Of("globex", "grace@acme.example"));
        (ticket.Requester.Phone, ticket.Language).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("ＶＰＮ", Importance.High)]
    [InlineData("unknown", null)]
    [InlineData(null, null)]
    public void The_importance_of_the_system_is_told_and_its_text_stays(string? system, Importance? importance)
    {
        var ticket = known.Complete(minimal with { AffectedSystem = system }, Desk.Ada).Command;

        (ticket.AffectedSystem, ticket.Importance).ShouldBe((system, importance));
        var submitted = (TicketSubmitted)((EventStore.Decision.Accepted)ticket.Decide(Ticket.Initial, "INC-1", "r", Desk.Opened)).Events[0];
        (submitted.AffectedSystem, submitted.Importance).ShouldBe((system, importance));
    }
}
