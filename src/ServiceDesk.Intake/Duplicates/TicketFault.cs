using ServiceDesk.Contracts;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>What of a ticket is compared with others.</summary>
internal static class TicketFault
{
    public static ReportedFault Of(TicketSubmitted submitted) => new(
        ReportedFault.TextOf(submitted.Subject, submitted.Description), submitted.Requester, submitted.AffectedSystem, submitted.Category, submitted.ExternalId, submitted.At);

    /// <summary>With its corrections.</summary>
    public static ReportedFault Of(Ticket ticket)
    {
        var submitted = ticket.Submitted!;
        return Of(submitted with
        {
            Subject = Now("subject")!,
            Description = Now("description")!,
            AffectedSystem = Now("affectedSystem"),
            Category = Now("category"),
        });

        string? Now(string field) => TicketValues.Current(ticket, field);
    }
}
