using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>A mail as it is shown. How long it took to tell what happened: <c>toldAfter</c>, from <c>happenedAt</c> to <c>sentAt</c>.</summary>
internal sealed record MailView(
    string MessageId, string State, string Template, int TemplateVersion, string Language, string To, string Subject, string Body, string About,
    Instant HappenedAt, Instant QueuedAt, Instant? SentAt, Instant? FailedAt, int? Attempts, string? Reason, Duration? ToldAfter);

/// <summary>What the desk wrote about a ticket, and how the channel is.</summary>
internal static class GetMails
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tickets/{id:guid}/mails", async (Guid id, Actor actor, Journal journal, MailSettings settings, CancellationToken cancel) =>
        {
            if (!(await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State.IsVisibleTo(actor)) return Problem.NotFound;
            var mails = (await journal.Load<TicketMails>(Streams.Mails(id), cancel)).State;
            // What the desk tells its own people is none of the requester's business.
            var shown = actor.SeesOnlyOwn ? mails.All.Where(mail => mail.Queued.Escalation is null) : mails.All;
            return (IResult)TypedResults.Ok(new { items = shown.Select(mail => Show(mail, settings.Smtp is not null)), suppressed = mails.Suppressed });
        }).For([.. Roles.All]).WithSummary("The mails to the requester, and to those of the desk who are told of escalations, with their state, oldest first.");

        routes.MapGet("/channels/email", Health).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin)
            .WithSummary("How the channel is: what waits, what was sent, what failed, what is held.");
    }

    public static string StateOf(TicketMail mail, bool canSend) =>
        mail.Failed is not null ? "failed" : mail.Sent is not null ? "sent" : canSend ? "queued" : "not-configured";

    private static MailView Show(TicketMail mail, bool canSend)
    {
        var queued = mail.Queued;
        return new(queued.MessageId, StateOf(mail, canSend), queued.Template, queued.TemplateVersion, queued.Language, queued.To, queued.Subject, queued.Body, queued.About,
            queued.HappenedAt, queued.At, mail.Sent?.At, mail.Failed?.At, mail.Failed?.Attempts ?? mail.Sent?.Attempts, mail.Failed?.Reason, mail.Sent?.At - queued.HappenedAt);
    }

    private static async Task<IResult> Health(Journal journal, MailSettings settings, Senders senders, MailSender sender, IClock clock, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            select
              (select count(*) from outgoing_mails where state = 'queued'),
              (select min(queued_at) from outgoing_mails where state = 'queued'),
              (select count(*) from outgoing_mails where state = 'sent' and ended_at > $1),
              (select count(*) from outgoing_mails where state = 'failed' and ended_at > $1),
              (select max(ended_at) from outgoing_mails where state = 'sent' and ended_at > $1),
              (select count(*) from held_mails)
            """);
        command.Parameters.Add(new() { Value = (clock.GetCurrentInstant() - Duration.FromDays(1)).ToDateTimeUtc() });
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return TypedResults.Ok(new
        {
            address = settings.Desk.Address,
            sending = settings.Smtp is null ? "not-configured" : sender.Trouble is null ? "working" : "failing",
            error = sender.Trouble,
            unknownSenders = Words.Of(senders.Policy),
            queued = row.GetInt64(0),
            oldestQueuedAt = At(1),
            sentInADay = row.GetInt64(2),
            failedInADay = row.GetInt64(3),
            lastSentAt = At(4),
            held = row.GetInt64(5),
        });

        Instant? At(int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
    }
}
