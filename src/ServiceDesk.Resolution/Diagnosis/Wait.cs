using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>For whom an agent may declare that the work waits; for the requester it waits by a question.</summary>
internal enum WaitFor
{
    Vendor,
    Approval,
    Other,
}

/// <summary>The work waits for somebody outside the desk, until an agent continues it. Which clocks stand still meanwhile is the policy's.</summary>
internal sealed record Wait(WaitFor For, string? Vendor, string? Reference, Instant? Until, Instant? OccurredAt) : ITicketCommand<Wait>
{
    private static readonly Duration furthest = Duration.FromDays(365);

    public static Wait Read(Input input)
    {
        var wait = new Wait(
            input.RequiredWord<WaitFor>("for"), input.Text("vendor", 200), input.Text("reference", 200), input.Instant("until"), input.Instant("occurredAt"));
        if (input.Refuses("for")) return wait;
        if (wait is { For: WaitFor.Vendor, Vendor: null } && !input.Refuses("vendor")) input.Require("vendor");
        if (wait is { For: not WaitFor.Vendor, Vendor: not null }) input.Refuse("vendor", "belongs to a wait for a vendor");
        return wait;
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => Pause(
        ticket, new WorkPaused(actor.Id, ReasonOf(For), at) { Vendor = Vendor, Reference = Reference, Until = Until });

    /// <summary>The work waits, or waits for something else than before.</summary>
    public static Decision Pause(Ticket ticket, WorkPaused paused)
    {
        if (!ticket.IsOpen) return Work.NotOpen(ticket);
        if (paused.Until <= paused.At || paused.Until > paused.At + furthest) return Decision.Invalid("until", "must lie after the wait began, at most 365 days");
        return ticket.Diagnosis.Pause is { } now && paused == now with { By = paused.By, At = paused.At } ? Decision.Nothing : Decision.Accept(paused);
    }

    private static PauseReason ReasonOf(WaitFor whom) => whom switch
    {
        WaitFor.Vendor => PauseReason.Vendor,
        WaitFor.Approval => PauseReason.Approval,
        _ => PauseReason.Other,
    };
}
