namespace ServiceDesk.Intake.Mail;

/// <summary>Whether a message that claims to go on with a ticket may do so.</summary>
internal static class MailThread
{
    /// <summary>
    /// For a message without a genuine token: anybody can write any Message-ID into a header, so only the requester, or somebody of the
    /// same organisation, goes on with the ticket; everybody else gets a new one.
    /// </summary>
    /// <param name="ticket">The ticket that the message claims.</param>
    /// <param name="sender">The sender's address.</param>
    /// <param name="organization">The sender's organisation; null = unknown.</param>
    public static bool IsPlausible(Ticket ticket, string sender, string? organization) => ticket.Submitted is { } submitted
        && (organization == submitted.Organization || sender.Equals(ticket.EmailNow, StringComparison.OrdinalIgnoreCase));
}
