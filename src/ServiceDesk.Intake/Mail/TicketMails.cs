using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Mail;

/// <summary>A mail to the requester and what became of it.</summary>
internal sealed record TicketMail(MailQueued Queued, MailSent? Sent, MailFailed? Failed)
{
    public bool IsOnItsWay => Sent is null && Failed is null;
}

/// <summary>All that the desk wrote about one ticket.</summary>
internal sealed record TicketMails(ImmutableList<TicketMail> All, ImmutableList<MailSuppressed> Suppressed) : IState<TicketMails>
{
    public static TicketMails Initial { get; } = new(ImmutableList<TicketMail>.Empty, ImmutableList<MailSuppressed>.Empty);

    public TicketMails Evolve(object @event) => @event switch
    {
        MailQueued queued => this with { All = All.Add(new(queued, null, null)) },
        MailSent sent => Change(sent.MessageId, mail => mail with { Sent = sent }),
        MailFailed failed => Change(failed.MessageId, mail => mail with { Failed = failed }),
        MailSuppressed suppressed => this with { Suppressed = Suppressed.Add(suppressed) },
        _ => this,
    };

    public TicketMail? Find(string messageId) => All.Find(mail => mail.Queued.MessageId == messageId);

    /// <summary>The last mail to the requester; null when there is none.</summary>
    public TicketMail? LastToRequester => All.FindLast(mail => mail.Queued.Escalation is null);

    /// <summary>Who was told last of an escalation; null = nobody.</summary>
    public string? LastToldOf(int escalation) => All.FindLast(mail => mail.Queued.Escalation == escalation)?.Queued.Requester;

    /// <summary>How many mails the requester got since.</summary>
    public int WrittenSince(Instant instant) => All.Count(mail => mail.Queued.Escalation is null && mail.Queued.At > instant);

    /// <summary>How many mails about escalations were written since.</summary>
    public int ToldSince(Instant instant) => All.Count(mail => mail.Queued.Escalation is not null && mail.Queued.At > instant);

    /// <summary>The next mail system took it.</summary>
    public Decision Send(string messageId, int attempts, Instant at) =>
        Find(messageId) is { IsOnItsWay: true } ? Decision.Accept(new MailSent(messageId, attempts, at)) : Decision.Nothing;

    /// <summary>It was given up, or came back after it had been sent.</summary>
    public Decision Fail(string messageId, int attempts, string reason, Instant at) =>
        Find(messageId) is { Failed: null } mail ? Decision.Accept(new MailFailed(messageId, attempts, mail.Queued.Requester, reason, at)) : Decision.Nothing;

    private TicketMails Change(string messageId, Func<TicketMail, TicketMail> change)
    {
        var index = All.FindIndex(mail => mail.Queued.MessageId == messageId);
        return index < 0 ? this : this with { All = All.SetItem(index, change(All[index])) };
    }
}
