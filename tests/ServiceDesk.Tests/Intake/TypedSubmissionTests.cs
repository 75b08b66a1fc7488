using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Catalogue;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TypedSubmissionTests
{
    private static readonly Actor erp = new("person-erp", [Roles.System], "acme", null);
    private static readonly ServiceCatalogue shipped = new(ShippedCatalogue.Definition);

    [Fact]
    public void The_full_report_requires_all_that_the_requirements_name() =>
        Sent.Refusal<SubmitTicket>("""{"requestType":"full"}""", new Actor("person-erp", [Roles.System], null, null)).ShouldRefuse(422,
            "affectedSystem", "description", "faultAt", "impact", "kind", "requester.email", "requester.name", "requester.organization", "requester.phone", "subject", "urgency");

    [Theory]
    [InlineData("\"email\":\"grace@acme.example\"")]
    [InlineData("\"phone\":\"+44 20 1\"")]
    public void A_contact_is_an_address_or_a_number(string contact) => Sent.Read<SubmitTicket>($$"""
        {"requestType":"full","kind":"incident","subject":"No network","description":"None at all","urgency":"high","impact":"person",
         "faultAt":"2026-03-02T08:00:00Z","affectedSystem":"vpn","requester":{"name":"Grace Hopper",{{contact}}} }
        """, erp).Reading.ShouldNotBeNull().Fits.ShouldBeTrue();

    [Fact]
    public void Wrong_shapes_and_what_the_type_misses_are_told_together() => Sent.Refusal<SubmitTicket>("""
        {"requestType":"hardware-fault","subject":7,"urgency":"urgent","language":"fr","fields":{"device":"toaster","location":["x"],"colour":"red"},"requester":{"name":"Grace"}}
        """, erp).ShouldRefuse(422, "description", "fields.colour", "fields.device", "fields.location", "fields.serialNumber", "language", "subject", "urgency");

    [Fact]
    public void The_kind_comes_from_the_type_and_must_not_contradict_it()
    {
        var json = """{"requestType":"password-reset","subject":"Reset","fields":{"account":"grace"},"requester":{"name":"Grace"}}""";

        Sent.Read<SubmitTicket>(json, erp).Kind.ShouldBe(TicketKind.Request);
        Sent.Refusal<SubmitTicket>(json.Replace("{\"requestType\"", "{\"kind\":\"incident\",\"requestType\""), erp).ShouldRefuse(422, "kind");
    }

    [Fact]
    public void An_unknown_type_is_refused_and_its_fields_are_not_judged() =>
        Sent.Refusal<SubmitTicket>("""{"requestType":"chair","subject":"A chair","fields":{"colour":"red"},"requester":{"name":"Grace"}}""", erp).ShouldRefuse(422, "requestType");

    [Fact]
    public void Extra_fields_belong_to_a_type() =>
        Sent.Refusal<SubmitTicket>("""{"kind":"request","subject":"A chair","fields":{"colour":"red"},"requester":{"name":"Grace"}}""", erp).ShouldRefuse(422, "fields");

    [Fact]
    public void Values_are_kept_in_their_text_form()
    {
        var ticket = Sent.Read<SubmitTicket>("""
            {"requestType":"software-install","subject":"An editor","requester":{"name":"Grace"},"language":"zh",
             "fields":{"software":" Editor ","version":2.50,"computer":"PC-1","licensed":true,"neededBy":null}}
            """, erp);

        ticket.Fields.ShouldBe(new Dictionary<string, string> { ["software"] = " Editor ", ["version"] = "2.50", ["computer"] = "PC-1", ["licensed"] = "true" });
        ticket.Language.ShouldBe("zh");
    }

    [Fact]
    public void What_the_type_supplies_stands_beside_what_was_submitted()
    {
        var command = Submission("password-reset") with { Urgency = Urgency.High, Fields = new Dictionary<string, string> { ["account"] = "grace" } };

        Given().When(ticket => (command with { Reading = shipped.Read(command) }).Decide(ticket, "REQ-000124", Grace.Id, Opened))
            .Then(new TicketSubmitted(
                "REQ-000124", TicketKind.Request, "Help", "Help", Grace.Id, "Grace Hopper", null, null, "acme", null, Urgency.High, null, "email", null, null, null, Opened)
            {
                RequestType = "password-reset",
                CatalogueVersion = 1,
                Fields = command.Fields,
                Defaults = new TypeDefaults(Impact.Person, null, "password"),
                BaseCategory = "account",
            });
    }

    [Fact]
    public void What_cannot_be_asked_for_is_listed_and_what_does_not_fit_is_kept()
    {
        var command = Submission("hardware-fault") with { Fields = new Dictionary<string, string> { ["device"] = "toaster" } };

        var reading = shipped.Read(command);

        reading.Missing.ShouldBe(["description", "fields.serialNumber", "kind", "fields.device"]);
        var decided = (Decision.Accepted)(command with { Reading = reading }).Decide(Ticket.Initial, "INC-000124", Grace.Id, Opened);
        decided.Events.ShouldHaveSingleItem().ShouldBeOfType<TicketSubmitted>().Fields.ShouldBe(command.Fields);
    }

    [Fact]
    public void What_was_missing_is_no_longer_missing_once_it_was_told()
    {
        var submitted = Submitted with { Missing = ["contact", "fields.serialNumber", "urgency"] };

        var ticket = Given(submitted, new TicketCorrected(Ada.Id, Grace.Id, new Dictionary<string, string> { ["phone"] = "+44", ["urgency"] = "low" }, null, null, At(1))).State;

        ticket.Missing.ShouldBe(["fields.serialNumber"]);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("network", null)]
    [InlineData(" NETWORK ", null)]
    [InlineData("vpn", "network")]
    [InlineData("打印机", "hardware")]
    [InlineData("硬件", "hardware")]
    [InlineData("Password", "account")]
    [InlineData("Category 55", null)]
    public void A_word_of_the_tree_leads_to_its_top(string? category, string? top) => shipped.BaseOf(category).ShouldBe(top);

    [Fact]
    public void A_submission_without_a_type_costs_no_reading_of_its_own() =>
        shipped.Read(Submission(null)).ShouldBeSameAs(shipped.Read(Submission(null) with { Category = "network" }));

    private static SubmitTicket Submission(string? type) => new(
        TicketKind.Request, "Help", null, new SubmittedRequester("Grace Hopper", null, null, "acme"), null, null, null, "email", null, null, null, null, null)
    { RequestType = type };
}
