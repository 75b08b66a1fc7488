using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Intake.Mail;

/// <summary>What is told to somebody of the desk about an escalation. Nothing of the requester stands in it: the ticket says the rest.</summary>
/// <param name="Body">What happened.</param>
/// <param name="Id">Its event, as <c>log/position</c>.</param>
/// <param name="HappenedAt">When.</param>
/// <param name="RecordedAt">When the desk came to know of it.</param>
internal sealed record EscalationMail(object Body, string Id, Instant HappenedAt, Instant RecordedAt)
{
    /// <summary>The address of the ticket's page; null when the desk knows of no portal.</summary>
    public string? Page { get; init; }

    /// <summary>Who is to hear of it: whom it is for now, or who was told of it and need not see to it any more. Null = nobody.</summary>
    public string? Recipient(TicketMails mails) => Body switch
    {
        EscalationRaised raised => raised.Recipient,
        EscalationPassedOn passed => passed.To == passed.By ? null : passed.To,
        EscalationAcknowledged acknowledged => mails.LastToldOf(acknowledged.Escalation) is { } told && told != acknowledged.By ? told : null,
        _ => null,
    };

    /// <summary>The mail to a person, in that person's language, or that of the ticket where that is not known.</summary>
    /// <param name="mails">What was written about the ticket.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="person">Whom it is for; null = nobody who is known.</param>
    /// <param name="language">The person's; null = not known.</param>
    /// <param name="texts">The texts of the desk.</param>
    /// <param name="settings">Of the desk's mail.</param>
    /// <param name="by">The name of who did it; empty = the desk.</param>
    /// <param name="now">When it is written.</param>
    public Decision Decide(TicketMails mails, Ticket ticket, PersonRegistered? person, string? language, MailTemplateBook texts, MailSettings settings, string by, Instant now)
    {
        if (ticket.Submitted is not { } submitted || person is not { Email: { } address } || Recipient(mails) != person.Person) return Decision.Nothing;
        if (now - RecordedAt > WriteMail.NewsFor || settings.IsNobody(address) || !MailComposer.CanWriteTo(address)) return Decision.Nothing;
        var (name, number, values) = Text(by, (language ?? submitted.Language) == "zh");
        if (mails.ToldSince(now - WriteMail.BrakeLooksBack) >= settings.MostPerHour) return Decision.Accept(new MailSuppressed(Id, name, now));
        var template = texts.Find(name, language ?? submitted.Language);
        var written = template.Render(new Dictionary<string, string>(values) { ["name"] = person.Name, ["number"] = submitted.Number, ["link"] = Page ?? submitted.Number });
        return Decision.Accept(new MailQueued(
            settings.Composer.MessageIdOf(Id), Id, person.Person, address, person.Name, submitted.Number, template.Name, template.Version, template.Language, written.Subject, written.Body,
            IsReply: false, InReplyTo: null, References: [], HappenedAt, now)
        {
            Escalation = number,
            SendFrom = Body is EscalationRaised { NotifyAt: var from } && from > now ? from : null,
        });
    }

    /// <summary>Which text, of which escalation, and what stands in it.</summary>
    private (string Template, int Escalation, Dictionary<string, string> Values) Text(string by, bool inChinese) => Body switch
    {
        EscalationRaised one => ("escalation", one.Escalation, new() { ["priority"] = Hosting.Words.Of(one.Priority).ToUpperInvariant(), ["why"] = EscalationWords.Why(one, inChinese) }),
        EscalationPassedOn one => ("escalation-passed-on", one.Escalation, new() { ["by"] = by }),
        EscalationAcknowledged one => ("escalation-acknowledged", one.Escalation, new() { ["by"] = by }),
        _ => throw new ArgumentException($"{Body.GetType().Name} is told to nobody."),
    };
}

/// <summary>Why management is told of a ticket, in words.</summary>
internal static class EscalationWords
{
    public static string Why(EscalationRaised one, bool inChinese)
    {
        var (clock, due) = (Clock(one.Clock, inChinese), one.DueAt is { } at ? NodaTime.Text.InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd HH':'mm' UTC'").Format(at) : "");
        var (zh, en) = one.Trigger switch
        {
            EscalationTrigger.Elapsed => ($"{clock}时限已用去 {one.Percent}%（截止 {due}）。", $"{one.Percent} % of the time for {clock} is used up (due {due})."),
            EscalationTrigger.Breach => ($"{clock}时限已于 {due} 超过。", $"The time for {clock} was over at {due}."),
            EscalationTrigger.Severe => ("影响严重。", "Its impact is severe."),
            EscalationTrigger.NoActivity => ("长时间无人处理。", "Nobody has done anything about it for too long."),
            EscalationTrigger.Hops => ("已被多次转交。", "It has been handed on too often."),
            EscalationTrigger.Suspected => ("疑似重大事件。", "It may be a major incident."),
            EscalationTrigger.Unrouted => Waits(one.Occasion.Split('/')[0]),
            _ => ("已触发上报规则。", "A rule of escalation asks for it."),
        };
        return inChinese ? zh : en;
    }

    private static (string Zh, string En) Waits(string reason) => reason switch
    {
        "no-team" => ("没有团队受理此类别。", "No team takes its category."),
        "no-skill" => ("团队中无人具备所需技能。", "Nobody of the team has the skills that it needs."),
        _ => ("团队中没有可接手的坐席。", "The team has nobody who may have it."),
    };

    private static string Clock(ClockName? clock, bool inChinese) => clock switch
    {
        ClockName.Response => inChinese ? "首次响应" : "the first answer",
        ClockName.Diagnosis => inChinese ? "诊断" : "the diagnosis",
        ClockName.Update => inChinese ? "进展通报" : "the next word to the requester",
        _ => inChinese ? "解决" : "the solution",
    };
}

/// <summary>Writes to those whom an escalation is for. A desk that cannot send mail writes none.</summary>
internal sealed class EscalationMailReaction(MailSettings settings, OrganizationDirectory organizations) : IReaction
{
    public string Name => "escalation-mail";

    public string? StreamOf(RecordedEvent @event) => settings.Smtp is not null && @event.Meta.Imported is null
        && @event.Body is EscalationRaised { Recipient: not null } or EscalationPassedOn or EscalationAcknowledged && Guid.TryParse(@event.Subject, out var ticket)
            ? Streams.Mails(ticket)
            : null;

    public async Task React(RecordedEvent @event, ReactionSession session, CancellationToken cancel)
    {
        var id = Guid.Parse(@event.Subject);
        var news = new EscalationMail(@event.Body!, @event.Id.ToString(), @event.Occurred, @event.At) { Page = settings.PageOf(id) };
        if (news.Recipient((await session.Load<TicketMails>(Streams.Mails(id), cancel)).State) is not { } recipient) return;
        var person = (await session.Load<Registration>(Streams.Person(recipient), cancel)).State is { Roles.Count: > 0, Registered: PersonRegistered known } ? known : null;
        var by = @event.Body is EscalationPassedOn passed ? passed.By : (@event.Body as EscalationAcknowledged)?.By;
        var byName = by is null ? "" : ((await session.Load<Registration>(Streams.Person(by), cancel)).State.Registered as PersonRegistered)?.Name ?? by;
        var ticket = (await session.Load<Ticket>(Streams.Ticket(id), cancel)).State;
        var texts = (await session.Load<MailTemplateBook>(MailTemplateBook.Stream, cancel)).State;
        var language = person?.Organization is { } organization ? organizations.Find(organization)?.Value.Language : null;
        await session.Handle<TicketMails>(@event, mails => news.Decide(mails, ticket, person, language, texts, settings, byName, session.At(@event)), cancel);
    }
}
