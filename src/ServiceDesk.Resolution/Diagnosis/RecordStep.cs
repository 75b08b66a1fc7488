using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The agent records a check and what came of it, for whoever works on the ticket next.</summary>
internal sealed record RecordStep(
    DiagnosisPhase Phase, string Check, string Result, string? RulesOut, IReadOnlyList<string> Attachments, string? Measure, string? Tool, string? Output,
    Instant? OccurredAt) : IPlaybookCommand<RecordStep>
{
    private const int MostAttachments = 50;

    public static RecordStep Read(Input input)
    {
        var step = new RecordStep(
            input.RequiredWord<DiagnosisPhase>("phase"), input.RequiredText("check", 10_000), input.RequiredText("result", 100_000), input.Text("rulesOut", 10_000),
            input.Texts("attachments", 36), input.Text("measure", 50), input.Text("tool", 200), input.Text("output", 100_000), input.Instant("occurredAt"));
        // The files themselves stand in Intake.
        if (step.Attachments.Count > MostAttachments) input.Refuse("attachments", $"holds more than {MostAttachments}");
        else if (!step.Attachments.All(id => Guid.TryParseExact(id, "D", out _))) input.Refuse("attachments", "must be ids of attachments");
        return step;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at, PlaybooksDefined playbooks)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        // Any playbook's measure: a fault may turn out to be of another category than it was thought to be.
        var known = playbooks.Playbooks.SelectMany(playbook => playbook.Items).Select(item => item.Code).Distinct();
        if (Measure is not null && !known.Contains(Measure)) return Decision.Invalid("measure", $"must be one of {string.Join(", ", known)}");
        return Decision.Accept(new DiagnosisStepRecorded(
            ticket.Diagnosis.Steps + 1, actor.Id, ticket.Requester, Phase, Check, Result, RulesOut, Attachments, Measure, Tool, Output, at));
    }
}
