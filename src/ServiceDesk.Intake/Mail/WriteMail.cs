using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Intake.Mail;

/// <summary>Whether something that happened is told to the requester by mail, and how.</summary>
/// <param name="Body">What happened.</param>
/// <param name="Id">Its event, as <c>log/position</c>.</param>
/// <param name="HappenedAt">When.</param>
/// <param name="RecordedAt">When the desk came to know of it.</param>
internal sealed record WriteMail(object Body, string Id, Instant HappenedAt, Instant RecordedAt)
{
    /// <summary>The address of the ticket's page; null when the desk knows of no portal.</summary>
    public string? Page { get; init; }

    /// <summary>What is older is no news: a desk that begins to send mail does not tell its whole past.</summary>
    public static readonly Duration NewsFor = Duration.FromDays(1);

    /// <summary>Mails of so long count for the brake.</summary>
    public static readonly Duration BrakeLooksBack = Duration.FromHours(1);

    public Decision Decide(TicketMails mails, Ticket ticket, MailTemplateBook texts, MailSettings settings, Instant now)
    {
        if (ticket.Submitted is not { } submitted || ticket.EmailNow is not { } address) return Decision.Nothing;
        if (now - RecordedAt > NewsFor || settings.IsNobody(address) || !MailComposer.CanWriteTo(address)) return Decision.Nothing;
        if (Text(submitted) is not { } text) return Decision.Nothing;
        if (mails.WrittenSince(now - BrakeLooksBack) >= settings.MostPerHour) return Decision.Accept(new MailSuppressed(Id, text.Template, now));

        var template = texts.Find(text.Template, submitted.Language);
        var written = template.Render(new Dictionary<string, string>
        {
            ["name"] = submitted.RequesterName,
            ["number"] = submitted.Number,
            ["subject"] = ticket.Corrections.GetValueOrDefault("subject", submitted.Subject),
            ["why"] = Body is TicketClosed closed ? ClosingMail.Why(closed, submitted.Language == "zh") : "",
            [text.Place] = text.Value,
        });
        var first = submitted.Channel == MailDesk.Channel ? submitted.ExternalId : null;
        return Decision.Accept(new MailQueued(
            settings.Composer.MessageIdOf(Id), Id, submitted.Requester, address, submitted.RequesterName, submitted.Number, template.Name, template.Version, template.Language,
            written.Subject, written.Body, IsReply: Body is TicketSubmitted && first is not null,
            InReplyTo: mails.LastToRequester?.Queued.MessageId ?? first, References: first is null ? [] : [first], HappenedAt, now));
    }

    /// <summary>The text for what happened, and the place in it that only this text has. New kinds of news to the requester are added here.</summary>
    private (string Template, string Place, string Value)? Text(TicketSubmitted submitted) => Body switch
    {
        TicketSubmitted { Missing: { Count: > 0 } missing } => ("incomplete", "fields", string.Join('\n', missing.Select(field => $"- {field}"))),
        TicketSubmitted => ("acknowledgement", "number", submitted.Number),
        ResponseGiven response => ("progress", "message", response.Message),
        ProgressReported progress => ("progress", "message", Outlook(progress, submitted.Language == "zh")),
        WorkPaused { Question: { } question } => ("question", "question", question),
        SolutionChosen { Plan: { } plan } => ("plan", "plan", plan),
        TicketResolved resolved => ("solution", "solution", ClosingMail.Solution(resolved, Page, submitted.Language == "zh")),
        TicketClosed { SurveyUntil: not null } when Page is not null => ("survey", "link", Page),
        TicketClosed => ("closed", "number", submitted.Number),
        TicketInvalidated invalidated => ("invalid", "reason", invalidated.Reason),
        WorkaroundTold told => ("workaround", "workaround", told.Workaround),
        _ => null,
    };

    /// <summary>Where it stands, what comes next, and when the requester hears again.</summary>
    private static string Outlook(ProgressReported progress, bool inChinese)
    {
        var next = $"{progress.Message}\n\n{(inChinese ? "下一步：" : "Next: ")}{progress.NextStep}";
        if (progress.NextUpdateAt is not { } at) return next;
        var time = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(at.InUtc().LocalDateTime);
        return $"{next}\n{(inChinese ? "下次更新：" : "Next update by ")}{time} UTC";
    }
}

/// <summary>
/// Writes to the requester what happened to the ticket. What is imported is history and told to nobody, and a desk that cannot send mail
/// writes none.
/// </summary>
internal sealed class MailReaction(MailSettings settings) : IReaction
{
    public string Name => "mail";

    public string? StreamOf(RecordedEvent @event) => settings.Smtp is not null && @event.Meta.Imported is null
        && @event.Body is TicketSubmitted { Email: not null } or ResponseGiven or ProgressReported or WorkPaused { Question: not null } or SolutionChosen { Plan: not null } or TicketResolved or TicketClosed or TicketInvalidated or WorkaroundTold
        && Guid.TryParse(@event.Subject, out var ticket)
            ? Streams.Mails(ticket)
            : null;

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        // A submission tells all that is needed; only for what comes later the ticket is loaded.
        var ticket = @event.Body is TicketSubmitted submitted
            ? Ticket.Initial.Evolve(submitted)
            : (await session.Load<Ticket>(Streams.Ticket(Guid.Parse(@event.Subject)), cancel)).State;
        var texts = (await session.Load<MailTemplateBook>(MailTemplateBook.Stream, cancel)).State;
        var news = new WriteMail(@event.Body!, @event.Id.ToString(), @event.Occurred, @event.At) { Page = settings.PageOf(Guid.Parse(@event.Subject)) };
        await session.Handle<TicketMails>(@event, mails => news.Decide(mails, ticket, texts, settings, session.At(@event)), cancel);
    }
}
