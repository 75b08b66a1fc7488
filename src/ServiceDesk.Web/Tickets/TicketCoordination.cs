using ServiceDesk.Web.Work;

namespace ServiceDesk.Web.Tickets;

/// <summary>Who else works on a ticket, and who was told of it.</summary>
public sealed record TicketCoordination(IReadOnlyList<TeamSubtask> Subtasks, MajorIncident? MajorIncident, IReadOnlyList<EscalationLine> Escalations)
{
    public static TicketCoordination None { get; } = new([], null, []);

    public bool IsEmpty => Subtasks.Count + Escalations.Count == 0 && MajorIncident is null;
}
