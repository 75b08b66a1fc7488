using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Diagnosis;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>Nobody looks into a computer from afar unless somebody allowed it.</summary>
public class RemoteHelpTests
{
    private static readonly RemoteConsentGiven allowed = new(1, Grace.Id, Grace.Id, null, "My laptop", "portal", At(60), At(5));
    private static readonly RemoteSessionStarted started = new(1, 1, Ada.Id, "RustDesk", At(10));
    private static readonly RemoteSessionEnded ended = new(1, Ada.Id, Grace.Id, "Cleaned up", At(20));
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "x", null, null, null, At(6));
    private static readonly StartRemoteSession start = new("RustDesk", null);
    private static readonly EndRemoteSession end = new("Cleaned up", null);

    [Fact]
    public void A_requester_allows_it_herself() => Given(Opening)
        .When(ticket => Sent.Read<GiveRemoteConsent>($$"""{"scope":"My laptop","until":"{{At(60)}}"}""", Grace).Decide(ticket, Grace, At(5)))
        .Then(allowed);

    [Fact]
    public void An_agent_records_who_allowed_it_and_how() => Given(Opening, allowed)
        .When(ticket => Sent.Read<GiveRemoteConsent>($$"""{"givenBy":"Li Na","scope":"The printer","through":"in-person","until":"{{At(60)}}"}""", Ada).Decide(ticket, Ada, At(5)))
        .Then(new RemoteConsentGiven(2, Ada.Id, Grace.Id, "Li Na", "The printer", "in-person", At(60), At(5)));

    [Fact]
    public void Every_wrong_field_of_a_consent_is_named()
    {
        Sent.Refusal<GiveRemoteConsent>("{}", Ada).ShouldRefuse(422, "givenBy", "scope", "through", "until");
        Sent.Refusal<GiveRemoteConsent>("""{"givenBy":"Somebody else","scope":"All"}""", Grace).ShouldRefuse(422, "givenBy", "until");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(5 + (7 * 24 * 60) + 1)]
    public void A_consent_ends_within_seven_days(int minute) => Given(Opening)
        .When(ticket => new GiveRemoteConsent(null, "x", ConsentWay.Portal, At(minute), null).Decide(ticket, Grace, At(5)))
        .ThenInvalid("until");

    [Fact]
    public void A_session_names_the_consent_that_allows_it() => Given(Opening, allowed).When(ticket => start.Decide(ticket, Ada, At(10))).Then(started);

    [Fact]
    public void No_session_begins_without_a_consent_before_it_after_it_or_when_it_was_withdrawn()
    {
        Given(Opening).When(ticket => start.Decide(ticket, Ada, At(10))).ThenRejected("no-consent");
        Given(Opening, allowed).When(ticket => start.Decide(ticket, Ada, At(4))).ThenRejected("no-consent");
        Given(Opening, allowed).When(ticket => start.Decide(ticket, Ada, At(60))).ThenRejected("no-consent");
        Given(Opening, allowed).When(ticket => start.Decide(ticket, Ada, At(60) - Duration.Epsilon)).Then(started with { At = At(60) - Duration.Epsilon });
        Given(Opening, allowed, new RemoteConsentWithdrawn(1, Grace.Id, Grace.Id, null, At(9))).When(ticket => start.Decide(ticket, Ada, At(10))).ThenRejected("no-consent");
    }

    [Fact]
    public void One_session_goes_on_at_a_time_and_only_while_there_is_work()
    {
        Given(Opening, allowed, started).When(ticket => start.Decide(ticket, Ada, At(11))).ThenRejected("session-running");
        Given(Opening, allowed, started, ended).When(ticket => start.Decide(ticket, Ada, At(21))).Then(started with { Session = 2, At = At(21) });
        Given(Opening, allowed, resolved).When(ticket => start.Decide(ticket, Ada, At(11))).ThenRejected("resolved");
    }

    [Fact]
    public void A_session_ends_with_what_was_done()
    {
        Given(Opening, allowed, started).When(ticket => end.Decide(ticket, Ada, At(20))).Then(ended);
        Given(Opening, allowed, started).When(ticket => end.Decide(ticket, Ada, At(9))).ThenInvalid("occurredAt");
        Given(Opening, allowed).When(ticket => end.Decide(ticket, Ada, At(20))).ThenRejected("no-session");
        Given(Opening).When(ticket => end.Decide(ticket, Ada, At(20))).ThenRejected("no-consent");
    }

    [Fact]
    public void A_session_that_outlasted_its_consent_or_its_ticket_is_ended_all_the_same()
    {
        Given(Opening, allowed, started).When(ticket => end.Decide(ticket, Ada, At(90))).Then(ended with { At = At(90) });
        Given(Opening, allowed, started, resolved).When(ticket => end.Decide(ticket, Ada, At(20))).Then(ended);
    }

    [Fact]
    public void A_withdrawal_ends_the_session_that_is_going_on()
    {
        var withdrawn = new RemoteConsentWithdrawn(1, Grace.Id, Grace.Id, "Enough", At(15));
        var withdraw = new WithdrawRemoteConsent("Enough", null);

        Given(Opening, allowed).When(ticket => withdraw.Decide(ticket, Grace, At(15))).Then(withdrawn);
        Given(Opening, allowed, started).When(ticket => withdraw.Decide(ticket, Grace, At(15))).Then(withdrawn, ended with { By = Grace.Id, Summary = null, At = At(15) });
        Given(Opening, allowed, withdrawn).When(ticket => withdraw.Decide(ticket, Grace, At(16))).ThenNothing();
        Given(Opening, allowed).When(ticket => withdraw.Decide(ticket, Ada, At(4))).ThenInvalid("occurredAt");
        Given(Opening).When(ticket => withdraw.Decide(ticket, Grace, At(15))).ThenRejected("no-consent");
    }
}
