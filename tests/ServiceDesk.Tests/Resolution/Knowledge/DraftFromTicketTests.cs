using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Knowledge;
using static ServiceDesk.Tests.Articles;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class DraftFromTicketTests
{
    private static readonly DraftFromTicket usual = new(null, null, Audience.Agent, null);
    private static readonly ArticleLinked link = new(Id, "INC-000123", "acme", Ada.Id, At(60));

    [Fact]
    public void A_ticket_tells_subject_findings_solution_and_cause_but_no_people()
    {
        var content = usual.Content(Told(
            new DiagnosisRecorded(Ada.Id, Grace.Id, "Grace says port 4 is dark.", At(5)), new DiagnosisRecorded(Ada.Id, Grace.Id, "The switch is dead.", At(6)),
            new TicketResolved(Ada.Id, Grace.Id, "New switch. Told grace@acme.example, +44 20 7946 0958.", "Power surge", null, Ada.Id, At(9))), ["Ada Lovelace"]);

        content.ShouldBe(new ArticleContent("No network", "en", Audience.Agent, "network", "acme", new(
            "No network", "[name] says port 4 is dark.\nThe switch is dead.", "New switch. Told [e-mail], [phone].", "Power surge", null)));
    }

    [Fact]
    public void Steps_of_the_diagnosis_and_of_the_plan_that_was_carried_out_are_told_too()
    {
        var plan = new SolutionProposed(2, 1, Ada.Id, Grace.Id, "Swap", "Swap the switch", SolutionType.Technical, ["Save the settings", "Swap it", "Wait"], null, null, null, null,
            SolutionRisk.Low, null, null, [], null, false, [], At(6));
        var content = usual.Content(Told(
            new DiagnosisStepRecorded(1, Ada.Id, Grace.Id, DiagnosisPhase.Localise, "Ping", "No answer", "The cable", [], null, null, null, At(5)), plan with { Option = 1, Steps = ["Nothing"] }, plan,
            new ImplementationStarted(2, Ada.Id, At(7)), Done(1, StepOutcome.Done, null), Done(2, StepOutcome.Changed, "With another model"), Done(3, StepOutcome.Skipped, "No time"), Done(null, StepOutcome.Added, "Labelled it"),
            new TicketResolved(Ada.Id, Grace.Id, "New switch", null, null, Ada.Id, At(9)) { Measure = "Fused", Precautions = "Keep it dry" }), []);

        content.Sections.ShouldBe(new ArticleSections(
            "No network", "Ping → No answer\n≠ The cable", "New switch\n1. Save the settings\n2. Swap it\nWith another model\n3. Labelled it", null, "Fused\nKeep it dry"));

        static ImplementationStepDone Done(int? step, StepOutcome outcome, string? note) => new(2, step, outcome, false, Ada.Id, Grace.Id, note, At(8));
    }

    [Fact]
    public void What_is_right_of_a_corrected_subject_counts() => usual.Content(Told(
            new CaseCorrected(Ada.Id, Grace.Id, new Dictionary<string, string> { ["subject"] = "没有网络" }, null, At(3))), [])
        .ShouldBe(new ArticleContent("没有网络", "zh", Audience.Agent, "network", "acme", new("没有网络", null, null, null, null)));

    [Fact]
    public void A_ticket_has_one_article()
    {
        var content = usual.Content(Told(), []);
        var drafted = new ArticleDrafted("KB-000007", content, Ada.Id, At(60));

        DeciderSpec<Article>.Given().When(article => DraftFromTicket.Decide(article, "KB-000007", content, link)).Then(drafted, link);
        DeciderSpec<Article>.Given(drafted, link).When(article => DraftFromTicket.Decide(article, "KB-000008", content, link)).ThenNothing();
        DeciderSpec<Article>.Given(drafted, link, Retired).When(article => DraftFromTicket.Decide(article, "KB-000008", content, link)).ThenRejected("retired");
        DraftFromTicket.ArticleOf(Id).ShouldBe(DraftFromTicket.ArticleOf(Id));
        DraftFromTicket.ArticleOf(Id).ShouldNotBe(DraftFromTicket.ArticleOf(Guid.Empty));
    }

    private static TicketKnowledge Told(params object[] events) => new([Opening, Assignment, .. events], Opening);
}
