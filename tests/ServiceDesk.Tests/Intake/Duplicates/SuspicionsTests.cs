using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Intake.Duplicates;
using ServiceDesk.Rules;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class SuspicionsTests
{
    private static readonly Guid earlier = new("01900000-0000-7000-8000-000000000007");
    private static readonly TicketSubmitted before = Submitted with { Number = "INC-000100", Subject = "网络断了", Description = "整层楼都没有网络", Requester = "person-linus" };
    private static readonly TicketSubmitted after = Submitted with { Subject = "网络断了", Description = "三楼没有网络" };
    private static readonly SimilarFault found = Found(DuplicateRule.Judge(TicketFault.Of(before), TicketFault.Of(after)));

    [Fact]
    public void What_resembles_enough_is_recorded_with_score_reasons_and_shared_tokens()
    {
        var suspected = Suspect(found);

        var candidate = suspected.Candidates.Single();
        (candidate.Ticket, candidate.Number, candidate.Version, candidate.Score).ShouldBe((earlier, "INC-000100", 3, found.Suspicion.Score));
        candidate.Reasons.Sum(reason => reason.Points).ShouldBe(found.Suspicion.Reasons.Sum(reason => reason.Points));
        suspected.SharedTokens[Suspicions.TokensOf(earlier, "similar-text")].Split('\n')
            .ShouldBe(found.Suspicion.Reasons.Single(reason => reason.Code == "similar-text").Tokens);
        suspected.Rule.ShouldBe(DuplicateRule.Version);
        Reread(suspected).Candidates.Single().Reasons.ShouldBe(candidate.Reasons);
    }

    [Fact]
    public void A_replay_from_the_recorded_inputs_gives_the_recorded_event() => Suspect(Found(DuplicateRule.Judge(TicketFault.Of(after), TicketFault.Of(before))))
        .Candidates.Single().Score.ShouldBe(Suspect(found).Candidates.Single().Score);

    [Fact]
    public void What_resembles_too_little_is_not_suspected() =>
        new Decided(Suspicions.Initial.Suspect(after, [Found(new Suspicion(DuplicateRule.Threshold - 1, []))], At(1))).ThenNothing();

    [Fact]
    public void A_ticket_is_suspected_once() => new Decided(Suspicions.Initial.Evolve(Suspect(found)).Suspect(after, [found], At(2))).ThenNothing();

    [Fact]
    public void Corrected_values_are_compared() => TicketFault.Of(
            DeciderSpec<ServiceDesk.Intake.Ticket>.Given(before, new TicketCorrected(Ada.Id, "person-linus", new Dictionary<string, string> { ["subject"] = "打印机卡纸" }, null, null, At(1))).State)
        .Text.ShouldBe(TicketFault.Of(before with { Subject = "打印机卡纸" }).Text);

    private static DuplicatesSuspected Suspect(SimilarFault one) =>
        (DuplicatesSuspected)Suspicions.Initial.Suspect(after, [one], At(1)).ShouldBeOfType<Decision.Accepted>().Events.Single();

    private static SimilarFault Found(Suspicion suspicion) => new(new OpenFault(earlier, "INC-000100", "acme", "person-linus", Opened, 5, 3), suspicion);
}
