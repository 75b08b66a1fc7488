using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Intake.Webhooks;

namespace ServiceDesk.Intake.Mail;

/// <summary>
/// Hands written mails to the next mail system: at least once, with the same Message-ID, tried again for up to a day. Several instances
/// share the work. While no mail system is configured the mails wait, and after a day they have failed.
/// </summary>
internal sealed partial class MailSender(Journal journal, MailAttempts attempts, MailSettings settings, IClock clock, ILogger<MailSender> logger) : BackgroundService
{
    private const int patienceMilliseconds = 60_000;
    private const int longestReason = 500;
    private static readonly TimeSpan idle = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan afterTrouble = TimeSpan.FromSeconds(3);

    /// <summary>What went wrong last on the way to the mail system; null when the last try went well.</summary>
    public string? Trouble { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var prepared = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = idle;
            try
            {
                if (!prepared) await attempts.Prepare(stoppingToken);
                prepared = true;
                if (await SendDue(stoppingToken)) continue;
                if (Trouble is not null) wait = afterTrouble;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                // Whatever it was, the mails are still there; the next round tries again.
                Failed(logger, error);
                wait = afterTrouble;
            }
            await Task.WhenAny(Task.Delay(wait, stoppingToken));
        }
    }

    /// <summary>Whether there may be more to do at once.</summary>
    private async Task<bool> SendDue(CancellationToken cancel)
    {
        var due = await attempts.Due(cancel);
        using var client = new SmtpClient { Timeout = patienceMilliseconds };
        var handled = 0;
        foreach (var mail in due)
        {
            if (settings.Smtp is null && clock.GetCurrentInstant() - mail.QueuedAt < RetrySchedule.Longest) continue;
            if (await attempts.Claim(mail.MessageId, cancel) is not { } attempt) continue;
            if (await Try(client, mail, attempt, cancel)) handled++;
            else break;
        }
        if (client.IsConnected) await client.DisconnectAsync(quit: true, cancel);
        return handled > 0;
    }

    /// <summary>False when the mail system cannot be reached, so that the others need not be tried now.</summary>
    private async Task<bool> Try(SmtpClient client, DueMail due, int attempt, CancellationToken cancel)
    {
        if ((await journal.Load<TicketMails>(Streams.Mails(due.Ticket), cancel)).State.Find(due.MessageId) is not { IsOnItsWay: true } mail)
        {
            await attempts.End(due.MessageId, cancel);
            return true;
        }
        try
        {
            if (settings.Smtp is not { } smtp)
            {
                await Fail(due, attempt, "not-configured", cancel);
                return true;
            }
            await Deliver(client, smtp, due.Ticket, mail.Queued, cancel);
            var at = clock.GetCurrentInstant().ToMicroseconds();
            await journal.Handle<TicketMails>(Streams.Mails(due.Ticket), null, mails => mails.Send(due.MessageId, attempt, at), Meta, at, cancel);
            await attempts.End(due.MessageId, cancel);
            Trouble = null;
            return true;
        }
        catch (SmtpCommandException refused) when (IsAboutMail(refused) && (int)refused.StatusCode >= 500)
        {
            await Fail(due, attempt, refused.Message, cancel);
            return true;
        }
        catch (Exception error) when (IsOfTheWay(error, cancel))
        {
            await Retry(due, attempt, error, cancel);
            return IsAboutMail(error);
        }
    }

    private async Task Deliver(SmtpClient client, SmtpSettings smtp, Guid ticket, MailQueued mail, CancellationToken cancel)
    {
        if (!client.IsConnected)
        {
            await client.ConnectAsync(smtp.Host, smtp.Port, smtp.Tls, cancel);
            if (smtp.User is not null) await client.AuthenticateAsync(smtp.User, smtp.Password ?? "", cancel);
        }
        using var message = settings.Composer.Compose(new OutgoingMail(
            mail.About, mail.Escalation is null && mail.Report is null ? new TicketName(ticket, mail.Number) : null, new MailAddress(mail.To, mail.ToName), mail.Subject, mail.Body, mail.At, mail.IsReply, mail.InReplyTo, mail.References));
        message.MessageId = mail.MessageId;
        await client.SendAsync(message, new MailboxAddress("", settings.Desk.Address), [new MailboxAddress("", mail.To)], cancel);
    }

    private async Task Retry(DueMail due, int attempt, Exception error, CancellationToken cancel)
    {
        // One mail that is not taken now says nothing about the way.
        if (!IsAboutMail(error)) Trouble = Short(error.Message);
        NotSent(logger, due.MessageId, error.Message);
        if (RetrySchedule.Next(due.MessageId, due.QueuedAt, attempt, clock.GetCurrentInstant()) is { } next)
            await attempts.Postpone(due.MessageId, next, Short(error.Message), cancel);
        else
            await Fail(due, attempt, error.Message, cancel);
    }

    private async Task Fail(DueMail due, int attempt, string reason, CancellationToken cancel)
    {
        var at = clock.GetCurrentInstant().ToMicroseconds();
        await journal.Handle<TicketMails>(Streams.Mails(due.Ticket), null, mails => mails.Fail(due.MessageId, attempt, Short(reason), at), Meta, at, cancel);
        await attempts.End(due.MessageId, cancel);
    }

    private EventMeta Meta => new() { Actor = $"service:{journal.Log}" };

    private static string Short(string reason) => SafeText.Cut(SafeText.Header(reason), longestReason);

    /// <summary>Whether the mail system refuses this one, rather than the desk.</summary>
    private static bool IsAboutMail(Exception error) =>
        error is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted };

    /// <summary>Trouble with the mail system, rather than with the desk's own storage.</summary>
    private static bool IsOfTheWay(Exception error, CancellationToken cancel) =>
        error is ServiceNotConnectedException or ServiceNotAuthenticatedException or ProtocolException or CommandException
            or SslHandshakeException or AuthenticationException or SocketException or NotSupportedException or TimeoutException or IOException
        || (error is OperationCanceledException && !cancel.IsCancellationRequested);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail {MessageId} was not sent: {Reason}")]
    private static partial void NotSent(ILogger logger, string messageId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mails could not be sent")]
    private static partial void Failed(ILogger logger, Exception error);
}
