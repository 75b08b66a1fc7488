using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class CorrectTests
{
    [Fact]
    public void A_correction_records_who_why_and_what_is_right() => Given(Submitted)
        .When(Correcting(Ada, "It is the switch", ("subject", "Switch is broken"), ("urgency", "low")))
        .Then(Corrected("It is the switch", ("subject", "Switch is broken"), ("urgency", "low")));

    [Fact]
    public void What_is_right_already_is_no_correction() => Given(Submitted)
        .When(Correcting(Ada, null, ("subject", Submitted.Subject), ("kind", "incident"), ("impact", "department"), ("faultAt", "2026-03-02T07:40:00Z")))
        .ThenNothing();

    [Fact]
    public void Only_what_changes_is_recorded() => Given(Submitted, Corrected(null, ("subject", "Switch is broken")))
        .When(Correcting(Ada, null, ("subject", "Switch is broken"), ("phone", "+44 20 2")))
        .Then(Corrected(null, ("phone", "+44 20 2")));

    [Fact]
    public void A_corrected_category_of_the_tree_is_recorded_with_the_top_above_it()
    {
        var command = Sent.Read<Correct>("""{"values":{"category":"password"}}""");

        Given(Submitted).When(ticket => TicketCommand.Decide(ticket, command, Ada, At(5))).Then(Corrected(null, ("category", "password")) with { BaseCategory = "account" });
    }

    [Fact]
    public void The_original_can_be_put_back() => Given(Submitted, Corrected(null, ("subject", "Switch is broken")))
        .When(Correcting(Ada, null, ("subject", Submitted.Subject)))
        .Then(Corrected(null, ("subject", Submitted.Subject)));

    [Fact]
    public void Who_changes_the_kind_says_why() => Given(Submitted).When(Correcting(Ada, null, ("kind", "request"))).ThenInvalid("reason");

    [Fact]
    public void A_kind_with_a_reason_is_changed() => Given(Submitted)
        .When(Correcting(Ada, "A wish", ("kind", "request")))
        .Then(Corrected("A wish", ("kind", "request")));

    [Fact]
    public void What_was_missing_is_told_by_a_correction()
    {
        var incomplete = Submitted with { Missing = ["affectedSystem", "fields.room"], AffectedSystem = null };

        Given(incomplete, Corrected(null, ("fields.room", "B12"))).State.Missing.ShouldBe(["affectedSystem"]);
    }

    [Fact]
    public void The_requester_corrects_the_own_open_ticket() => Given(Submitted)
        .When(Correcting(Grace, null, ("phone", "+44 20 2")))
        .Then(Corrected(null, ("phone", "+44 20 2")) with { By = Grace.Id });

    [Fact]
    public void The_requester_no_longer_corrects_what_ended() => Given(Submitted, new TicketWithdrawn(Grace.Id, Grace.Id, null, At(3)))
        .When(Correcting(Grace, null, ("phone", "+44 20 2")))
        .ThenRejected("withdrawn");

    [Fact]
    public void An_agent_may_correct_the_record_of_what_ended() => Given(Submitted, new TicketWithdrawn(Grace.Id, Grace.Id, null, At(3)))
        .When(Correcting(Ada, null, ("phone", "+44 20 2")))
        .Then(Corrected(null, ("phone", "+44 20 2")));

    [Fact]
    public void Values_are_read_as_a_submission_reads_them() => Sent.Refusal<Correct>("""
        {"values":{"subject":7,"kind":"problem","impact":"planet","urgency":"urgent","faultAt":"yesterday","email":"nobody","number":"INC-1","fields":{"":"x"}}}
        """).ShouldRefuse(
            422, "values.email", "values.faultAt", "values.fields", "values.impact", "values.kind", "values.number", "values.subject", "values.urgency");

    [Theory]
    [InlineData("""{"a\u0000b":"x"}""")]
    [InlineData("""{"a\nb":"x"}""")]
    [InlineData("""{"":"x"}""")]
    public void The_name_of_an_extra_field_is_a_text_that_can_be_kept(string extra) =>
        Sent.Refusal<Correct>($$$"""{"values":{"fields":{{{extra}}}}}""").ShouldRefuse(422, "values.fields");

    [Fact]
    public void A_correction_without_values_is_refused() => Sent.Refusal<Correct>("""{"reason":"x"}""").ShouldRefuse(422, "values");

    [Fact]
    public void Every_value_becomes_the_text_of_a_submission() => Sent.Read<Correct>("""
        {"values":{"kind":"request","faultAt":"2026-03-02T08:00:00.5+01:00","fields":{"room":"B12","等级":"三"},"email":"grace@acme.example"},"reason":"x"}
        """).Values.ShouldBe(new Dictionary<string, string>
    {
        ["email"] = "grace@acme.example",
        ["faultAt"] = "2026-03-02T07:00:00.5Z",
        ["fields.room"] = "B12",
        ["fields.等级"] = "三",
        ["kind"] = "request",
    }, ignoreOrder: true);

    private static readonly string[] fields = ["subject", "description", "kind", "impact", "urgency", "category", "affectedSystem", "faultAt", "email", "phone", "fields.room"];

    private static readonly Gen<TicketCorrected> corrections =
        from size in Gen.Choose(1, 4)
        from names in Gen.Elements(fields).ArrayOf(size)
        from text in Gen.Elements("a", "b", "c")
        select Corrected(null, [.. names.Distinct().Select(name => (name, Text(name, text)))]);

    [Fact]
    public void Corrections_never_lose_the_original_nor_one_another() => Check.QuickThrowOnFailure(Prop.ForAll(corrections.ArrayOf().ToArbitrary(), many =>
    {
        object[] history = [Submitted, .. many];
        var view = TicketView.Of(Guid.Empty, [.. history.Select((body, index) => Recorded(Reread(body), index + 1))], Submitted, Ada, id => id);

        Given(history).State.Submitted.ShouldBe(Submitted);
        view.Originals.ShouldAllBe(one => one.Value == TicketValues.Original(Submitted, one.Key));
        view.Originals.Keys.ShouldBe(many.SelectMany(one => one.Values.Keys).Distinct(), ignoreOrder: true);
        view.Corrections.SelectMany(one => one.Values).Select(one => (one.Field, one.After)).ShouldBe(
            many.SelectMany(one => Reread(one).Values).Select(one => (one.Key, one.Value)));
        foreach (var steps in view.Corrections.SelectMany(one => one.Values).GroupBy(one => one.Field))
        {
            // The history of a field is a chain from the original to what is right now.
            var before = TicketValues.Original(Submitted, steps.Key);
            foreach (var step in steps)
            {
                step.Before.ShouldBe(before);
                before = step.After;
            }
            TicketValues.Current(Given(history).State, steps.Key).ShouldBe(before);
        }
    }));

    private static string Text(string field, string letter) => field switch
    {
        "kind" => letter == "a" ? "incident" : "request",
        "impact" => letter == "a" ? "person" : "organization",
        "urgency" => letter == "a" ? "low" : "medium",
        "faultAt" => letter == "a" ? "2026-03-02T07:40:00Z" : "2026-03-01T00:00:00Z",
        _ => letter,
    };

    private static Func<Ticket, Decision> Correcting(Actor by, string? reason, params (string Field, string Text)[] values) =>
        ticket => TicketCommand.Decide(ticket, new Correct(values.ToDictionary(one => one.Field, one => one.Text), reason, null), by, At(5));

    private static TicketCorrected Corrected(string? reason, params (string Field, string Text)[] values) =>
        new(Ada.Id, Grace.Id, values.ToDictionary(one => one.Field, one => one.Text), null, reason, At(5));
}
