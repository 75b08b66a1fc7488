using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;

namespace ServiceDesk.Tests;

public class HistoricRowTests
{
    private static readonly Actor acme = new("person-erp", [Roles.System], "acme", null);
    private static readonly DateTimeZone berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    [Fact]
    public void A_step_is_read()
    {
        var row = Sent.Read<HistoricRow>("""
            {"row":"r2","ticket":"T1","what":"awaited-requester","at":"2016-02-29T01:16:00Z","who":{"name":"Updated by 21"},"team":"Group 56","agent":{"name":"Resolver 3"},
             "state":"Awaiting User Info","priority":"p3","category":"Category 55"}
            """);

        row.ShouldBe(new HistoricRow(
            "r2", "T1", HistoricStep.AwaitedRequester, new SourceTime(Instant.FromUtc(2016, 2, 29, 1, 16), default), new SourcePerson(null, "Updated by 21"), "Group 56",
            new SourcePerson(null, "Resolver 3"), "Awaiting User Info", Priority.P3, "Category 55", null));
    }

    [Fact]
    public void An_opening_holds_a_submission()
    {
        var row = Sent.Read<HistoricRow>("""
            {"row":"r1","ticket":"T1","what":"opened","at":"2016-02-29T01:16:00Z","kind":"incident","subject":"Printer","requester":{"name":"Grace"}}
            """, acme);

        row.Step.ShouldBeNull();
        row.Submission.ShouldNotBeNull().Requester.ShouldBe(new SubmittedRequester("Grace", null, null, "acme"));
    }

    [Fact]
    public void Steps_hold_what_was_said_and_how_it_ended()
    {
        Sent.Read<HistoricRow>("""{"row":"r","ticket":"T1","what":"resolved","at":"2016-02-29T01:16:00Z","text":"New toner","cause":"Empty"}""")
            .ShouldSatisfyAllConditions(row => row.Text.ShouldBe("New toner"), row => row.Cause.ShouldBe("Empty"));
        Sent.Read<HistoricRow>("""{"row":"r","ticket":"T1","what":"closed","at":"2016-02-29T01:16:00Z","surveyUntil":"2016-03-14T01:16:00Z"}""")
            .SurveyUntil.ShouldBe(Instant.FromUtc(2016, 3, 14, 1, 16));
        Sent.Read<HistoricRow>("""{"row":"r","ticket":"T1","what":"rated","at":"2016-02-29T01:16:00Z","score":4}""").Score.ShouldBe(4);
        var article = Guid.Parse("0b0c1d5e-0000-0000-0000-000000000001");
        Sent.Read<HistoricRow>($$"""{"row":"r","ticket":"T1","what":"article-used","at":"2016-02-29T01:16:00Z","article":{"id":"{{article}}","number":"KB-000001","title":"t","helped":false} }""")
            .Article.ShouldBe(new FollowedArticle(article, "KB-000001", "t", 1, Helped: false));
    }

    [Fact]
    public void An_empty_row_is_told_everything_that_is_required() => Sent.Refusal<HistoricRow>("{}").ShouldRefuse(422, "at", "row", "ticket", "what");

    [Fact]
    public void An_opening_without_a_submission_is_told_what_a_submission_needs() =>
        Sent.Refusal<HistoricRow>("""{"row":"r1","ticket":"T1","what":"opened","at":"2016-02-29T01:16:00Z"}""", acme).ShouldRefuse(422, "kind", "requester.name", "subject");

    [Theory]
    [InlineData("\"what\":\"vanished\"", "what")]
    [InlineData("\"what\":\"updated\",\"priority\":\"p5\"", "priority")]
    [InlineData("\"what\":\"updated\",\"subject\":\"x\"", "subject")]
    [InlineData("\"what\":\"updated\",\"cause\":\"x\"", "cause")]
    [InlineData("\"what\":\"rated\"", "score")]
    [InlineData("\"what\":\"rated\",\"score\":6", "score")]
    [InlineData("\"what\":\"article-used\"", "article")]
    [InlineData("\"what\":\"article-used\",\"article\":{\"id\":\"x\",\"number\":\"KB-000001\",\"title\":\"t\",\"helped\":true}", "article.id")]
    [InlineData("\"what\":\"updated\",\"who\":{}", "who.name")]
    [InlineData("\"what\":\"updated\",\"agent\":{\"id\":\"stranger\"}", "agent.id")]
    public void A_wrong_field_is_named(string fields, string field) =>
        Sent.Refusal<HistoricRow>($$"""{"row":"r1","ticket":"T1","at":"2016-02-29T01:16:00Z",{{fields}}}""").ShouldRefuse(422, field);

    [Theory]
    [InlineData("2016-02-29T01:16:00Z", "2016-02-29T01:16:00Z", null)]
    [InlineData("2016-02-29T01:16:00Z", "2017-02-28T01:16:00Z", null)]
    [InlineData("2016-02-29T01:16:00Z", "2016-02-29T01:15:59Z", "surveyUntil")]
    [InlineData("2016-02-29T01:16:00Z", "2017-02-28T01:16:01Z", "surveyUntil")]
    [InlineData("2036-02-29T01:16:00Z", "2036-03-14T01:16:00Z", "at")]
    public void Nothing_was_closed_in_the_future_or_could_be_rated_before_or_long_after_that(string at, string until, string? wrong)
    {
        var row = Sent.Read<HistoricRow>($$"""{"row":"r","ticket":"T1","what":"closed","at":"{{at}}","surveyUntil":"{{until}}"}""");

        (row.Untimely(row.At.In(berlin), Instant.FromUtc(2026, 3, 2, 8, 0))?.Errors?.Keys.Single()).ShouldBe(wrong);
    }

    [Theory]
    [InlineData("29/2/2016 01:16")]
    [InlineData("2016-02-30T01:16:00")]
    [InlineData("2016-02-29")]
    [InlineData("2016-02-29T25:00:00Z")]
    [InlineData("0016-02-29T01:16:00Z")]
    public void A_wrong_time_is_refused(string at) =>
        Sent.Refusal<HistoricRow>($$"""{"row":"r1","ticket":"T1","what":"updated","at":"{{at}}"}""").ShouldRefuse(422, "at");

    [Theory]
    [InlineData("2016-02-29T01:16:00Z", "2016-02-29T01:16:00Z")]
    [InlineData("2016-02-29T01:16:00+05:30", "2016-02-28T19:46:00Z")]
    [InlineData("2016-02-29T01:16:00", "2016-02-29T00:16:00Z")]
    [InlineData("2016-03-27T02:30:00", "2016-03-27T01:30:00Z")] // left out that night
    [InlineData("2016-10-30T02:30:00", "2016-10-30T00:30:00Z")] // came twice
    public void A_time_without_an_offset_is_read_in_the_zone(string at, string instant) =>
        SourceTime.Parse(at).ShouldNotBeNull().In(berlin).ToString().ShouldBe(instant);

    [Fact]
    public void A_name_is_the_same_person_within_its_source_only()
    {
        var people = new PersonIds(Convert.ToBase64String(new byte[32]));
        var person = new SourcePerson(null, "Updated by 21");

        person.IdIn("servicenow", people).ShouldBe(person.IdIn("servicenow", people));
        person.IdIn("jira", people).ShouldNotBe(person.IdIn("servicenow", people));
        new SourcePerson("ada", null).IdIn("jira", people).ShouldBe("ada");
    }
}
