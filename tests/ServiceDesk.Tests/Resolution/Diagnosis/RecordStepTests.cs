using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Diagnosis;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class RecordStepTests
{
    private static readonly RecordStep ping = new(DiagnosisPhase.Localise, "Ping the gateway", "No answer", "The computer", [], "connectivity", "ping", "100 % loss", null);

    private static readonly DiagnosisStepRecorded pinged = new(
        1, Ada.Id, Grace.Id, DiagnosisPhase.Localise, "Ping the gateway", "No answer", "The computer", [], "connectivity", "ping", "100 % loss", At(5));

    private static readonly PlaybooksDefined shipped = ShippedPlaybooks.Definition;

    [Fact]
    public void Steps_are_numbered_within_the_ticket()
    {
        Given(Opening, Assignment).When(ticket => ping.Decide(ticket, Ada, At(5), shipped)).Then(pinged);
        Given(Opening, Assignment, pinged).When(ticket => ping.Decide(ticket, Root, At(9), shipped)).Then(pinged with { Step = 2, By = Root.Id, At = At(9) });
    }

    [Fact]
    public void A_measure_is_one_of_any_playbook()
    {
        Given(Opening, Assignment).When(ticket => (ping with { Measure = "arrange-repair" }).Decide(ticket, Ada, At(5), shipped)).Then(pinged with { Measure = "arrange-repair" });
        Given(Opening, Assignment).When(ticket => (ping with { Measure = "hope" }).Decide(ticket, Ada, At(5), shipped)).ThenInvalid("measure");
        Given(Opening, Assignment).When(ticket => (ping with { Measure = null }).Decide(ticket, Ada, At(5), shipped)).Then(pinged with { Measure = null });
    }

    [Fact]
    public void A_step_starts_the_work_and_ends_no_wait()
    {
        Given(Opening, Assignment, pinged).State.Status.ShouldBe(TicketStatus.InProgress);
        var waiting = Given(Opening, new WorkPaused(Ada.Id, PauseReason.Vendor, At(3)), pinged).State;
        (waiting.Status, waiting.WaitsFor, waiting.Resolution.IsStopped).ShouldBe((TicketStatus.Waiting, PauseReason.Vendor, true));
    }

    [Fact]
    public void A_closed_ticket_takes_no_step() => Given(Opening, new TicketClosed(Ada.Id, At(3)))
        .When(ticket => ping.Decide(ticket, Ada, At(5), shipped))
        .ThenRejected("closed");

    [Fact]
    public void Every_wrong_field_is_named() => Sent
        .Refusal<RecordStep>("""{"phase":"guess","attachments":["no id"],"measure":7,"hope":"x"}""")
        .ShouldRefuse(422, "attachments", "check", "hope", "measure", "phase", "result");

    [Fact]
    public void A_whole_step_is_read()
    {
        const string file = "0197f0a0-0000-7000-8000-000000000009";
        var step = Sent.Read<RecordStep>($$"""{"phase":"identify","check":"a","result":"b","rulesOut":"c","attachments":["{{file}}"],"measure":"update","tool":"journalctl","output":"d"}""");

        step.ShouldBe(new RecordStep(DiagnosisPhase.Identify, "a", "b", "c", step.Attachments, "update", "journalctl", "d", null));
        step.Attachments.ShouldBe([file]);
    }

    [Fact]
    public void The_version_of_the_playbooks_is_that_of_the_opening()
    {
        PlaybooksDefined[] versions = [shipped, shipped with { Version = 2, EffectiveFrom = Opened, Playbooks = Only("restart") }, shipped with { Version = 3, EffectiveFrom = At(1), Playbooks = Only("later") }];

        Given(Opening).When(ticket => PlaybookCommand.Decide(ticket, ping with { Measure = "restart" }, Ada, At(5), versions)).Then(pinged with { Measure = "restart" });
        Given(Opening).When(ticket => PlaybookCommand.Decide(ticket, ping with { Measure = "later" }, Ada, At(5), versions)).ThenInvalid("measure");
        Given(Opening).When(ticket => PlaybookCommand.Decide(ticket, ping, Ada, Opened - Duration.Epsilon, versions)).ThenInvalid("occurredAt");
        Given(Opening).When(ticket => PlaybookCommand.Decide(ticket, ping, new("person-eve", [Roles.Agent], "globex", null), At(5), versions)).ThenMissing();
    }

    private static Playbook[] Only(string code) => [.. shipped.Playbooks.Select(one => one with { Items = [new(code, new("甲", "A"))] })];
}
