using System.Buffers;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>Does with a message what is to be done: a new ticket, a message on one that there is, or a note why neither.</summary>
internal sealed class MailDesk(
    Journal journal, Submissions submissions, Messages messages, MailThreads threads, Senders senders, MailFiles files, MailSettings settings, PersonIds people)
{
    /// <summary>The channel's name in events.</summary>
    public const string Channel = "email";

    /// <summary>Why a message waits of which the desk knows only that nobody knows the sender.</summary>
    public const string UnknownSender = "unknown-sender";

    private const string ArchivedTicket = "archived-ticket";

    public async Task<IResult> Receive(IncomingMail mail, ReadOnlySequence<byte> bytes, Act act, CancellationToken cancel)
    {
        CrashPoint.Reach(CrashPoint.MailRead);
        var id = MailText.IdOf(mail, MailFiles.HashOf(bytes), act.Actor.Organization);
        if (mail.Automatic is { } automatic) return await Ignore(id, mail, automatic, act, cancel);
        if (await Before(id, cancel) is { } before) return before;
        var found = await Find(mail, act.Actor, cancel);
        if (found is { } ticket && await Takes(ticket, mail, cancel)) return await Append(ticket, id, mail, act, cancel);
        return senders.Place(mail.From?.Address, act.Actor.Organization) switch
        {
            { Then: UnknownSenders.Create, Organization: { } organization } => await Submit(id, mail, organization, act, cancel),
            { Then: UnknownSenders.Refuse } => Problem.Of(StatusCodes.Status422UnprocessableEntity, UnknownSender, "The desk does not know this sender."),
            _ => await Hold(id, mail, bytes, found?.Id, act, cancel),
        };
    }

    /// <summary>Makes a held message a ticket, under the message's own id: doing it twice makes one.</summary>
    public async Task<IResult> Release(Guid id, string organization, Act act, CancellationToken cancel)
    {
        var held = (await journal.Load<HeldMail>(HeldMail.StreamOf(id), cancel)).State;
        if (held.Held is not { } message || act.Actor.Organization is not null) return Problem.NotFound;
        if (held.Dropped is not null) return Problem.Of(StatusCodes.Status409Conflict, "dropped", "The message was dropped.");
        var mail = MailReader.Read(new ReadOnlySequence<byte>(await files.Read(id, message, cancel)), MailLimits.Usual);
        var made = await Submit(id, mail, organization, act, cancel);
        if (made is not MailAnswer { Number: not null }) return made;
        var ticket = (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State.Submitted!;
        var outcome = await journal.Handle<HeldMail>(
            HeldMail.StreamOf(id), null, state => ReleaseMail.Decide(state, act.Actor.Id, ticket.Organization, id, act.Now), act.Meta(null, id), act.Now, cancel);
        return outcome.ToProblem() ?? made;
    }

    private async Task<IResult> Ignore(Guid id, IncomingMail mail, AutomaticReason reason, Act act, CancellationToken cancel)
    {
        var returned = reason == AutomaticReason.DeliveryReport ? ReturnedMail.Find(mail, settings.Tokens) : null;
        if (returned is not null)
        {
            await journal.Handle<TicketMails>(Streams.Mails(returned.Ticket), null,
                mails => mails.Fail(returned.MessageId, 0, returned.Reason, act.Now), act.Meta(null, id), act.Now, cancel);
        }
        var ignored = new MailIgnored(mail.MessageId, SenderOf(mail), mail.From?.Address, mail.Subject, Words.Of(reason), returned?.MessageId, act.Now);
        return await Note(id, ignored, "ignored", ignored.Why, act, cancel);
    }

    /// <summary>Keeps a message until somebody decides; answers = the archived ticket that it was written to.</summary>
    private async Task<IResult> Hold(Guid id, IncomingMail mail, ReadOnlySequence<byte> bytes, Guid? answers, Act act, CancellationToken cancel)
    {
        var file = await files.KeepWhole(id, bytes, cancel);
        var held = new MailHeld(mail.MessageId, SenderOf(mail), mail.From?.Address, mail.From?.Name, mail.Subject, file.Size, file.Sha256, act.Now)
        {
            Why = answers is null ? UnknownSender : ArchivedTicket,
            Answers = answers,
        };
        return await Note(id, held, "held", held.Why, act, cancel);
    }

    private async Task<IResult> Note(Guid id, object noted, string outcome, string reason, Act act, CancellationToken cancel)
    {
        var result = await journal.Create<HeldMail>(HeldMail.StreamOf(id), mail => mail.Decide(noted), act.Meta(null, id), act.Now, waitForRoom: false, cancel);
        return result.ToProblem() ?? (IResult)new MailAnswer(StatusCodes.Status202Accepted, outcome, id, null, reason, Position(result.Position));
    }

    /// <summary>What was done when the same message came before.</summary>
    private async Task<MailAnswer?> Before(Guid id, CancellationToken cancel)
    {
        var ticket = await journal.Load<Ticket>(Streams.Ticket(id), cancel);
        if (ticket.State.Submitted is not null) return Repeated((id, ticket));
        var held = await journal.Load<HeldMail>(HeldMail.StreamOf(id), cancel);
        return held.State.Held is not { } waits ? null : new MailAnswer(StatusCodes.Status202Accepted, "held", id, null, waits.Why, Position(held.Position));
    }

    private async Task<(Guid Id, Loaded<Ticket> Ticket)?> Find(IncomingMail mail, Actor actor, CancellationToken cancel)
    {
        if (settings.Tokens.Find(mail) is { } proven && await Load(proven, actor, cancel) is { } own) return own;
        if (await threads.Find(mail, cancel) is not { } claimed || await Load(claimed, actor, cancel) is not { } ticket) return null;
        return mail.From is { } from && MailThread.IsPlausible(ticket.Ticket.State, from.Address, senders.OrganizationOf(from.Address)) ? ticket : null;
    }

    /// <summary>What is written to an archived ticket becomes a new one; what it took before is known.</summary>
    private async Task<bool> Takes((Guid Id, Loaded<Ticket> Ticket) found, IncomingMail mail, CancellationToken cancel) =>
        !await messages.IsArchived(found.Id, cancel) || (mail.MessageId is { } known && found.Ticket.State.MessageIds.Contains(known));

    private async Task<(Guid Id, Loaded<Ticket> Ticket)?> Load(Guid id, Actor actor, CancellationToken cancel)
    {
        var ticket = await journal.Load<Ticket>(Streams.Ticket(id), cancel);
        return ticket.State.IsVisibleTo(actor) ? (id, ticket) : null;
    }

    /// <summary>More about a ticket; of a merged one the ticket that goes on hears it too.</summary>
    private async Task<IResult> Append((Guid Id, Loaded<Ticket> Ticket) found, Guid id, IncomingMail mail, Act act, CancellationToken cancel)
    {
        var messageId = mail.MessageId ?? $"without-id-{id}";
        if (found.Ticket.State.MessageIds.Contains(messageId)) return Repeated(found);
        var (kept, notKept) = await files.Keep(
            found.Id, id, act.Actor.Id, mail, AttachFiles.MostOfTicket - found.Ticket.State.Attachments.Count, cancel);
        var command = new AppendMail(messageId, MailText.WithRemarks(mail.Text, mail, notKept), kept);
        var outcome = await messages.Receive(found.Id, null, ticket => command.Decide(ticket, act.Actor, act.Now), act.Meta(null, id), act.Now, cancel);
        return outcome.ToProblem()
            ?? (IResult)new MailAnswer(StatusCodes.Status200OK, "appended", found.Id, outcome.State.Submitted!.Number, null, Position(outcome.Position));
    }

    private async Task<IResult> Submit(Guid id, IncomingMail mail, string organization, Act act, CancellationToken cancel)
    {
        var (kept, notKept) = await files.Keep(id, id, act.Actor.Id, mail, AttachFiles.MostOfTicket, cancel);
        var subject = MailText.SubjectOf(mail);
        var text = MailText.WithRemarks(mail.TextAsSent, mail, notKept);
        var command = new SubmitTicket(
            TicketKind.Incident, subject, text.Length > 0 ? text : null, new SubmittedRequester(MailText.NameOf(mail), mail.From?.Address, null, organization),
            null, null, null, Channel, null, mail.MessageId, null, null, null)
        { Language = mail.Language, Files = kept };
        var answer = await submissions.Submit(command, act, id, act.Meta(id, command), waitForRoom: false, canAskBack: false, cancel);
        if (answer.Problem is null) return new MailAnswer(StatusCodes.Status201Created, "created", id, answer.Number, null, answer.Position!);
        // The same message under other circumstances, such as an organisation that became known meanwhile: it is a ticket already.
        return await Before(id, cancel) ?? (IResult)answer.Problem;
    }

    private MailAnswer Repeated((Guid Id, Loaded<Ticket> Ticket) found) =>
        new(StatusCodes.Status200OK, "repeated", found.Id, found.Ticket.State.Submitted!.Number, null, Position(found.Ticket.Position));

    private string SenderOf(IncomingMail mail) => people.Of("", mail.From?.Address ?? "nobody");

    private string Position(long position) => new LogPosition(journal.Log, position).ToString();
}
