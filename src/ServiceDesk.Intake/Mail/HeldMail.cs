using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>What became of a message that is no ticket (yet).</summary>
internal sealed record HeldMail(MailIgnored? Ignored, MailHeld? Held, MailReleased? Released, MailDropped? Dropped) : IState<HeldMail>
{
    public static HeldMail Initial { get; } = new(null, null, null, null);

    public static string StreamOf(Guid mail) => $"mail-{mail}";

    public HeldMail Evolve(object @event) => @event switch
    {
        MailIgnored ignored => this with { Ignored = ignored },
        MailHeld held => this with { Held = held },
        MailReleased released => this with { Released = released },
        MailDropped dropped => this with { Dropped = dropped },
        _ => this,
    };

    /// <summary>Records once what was done with a message.</summary>
    public Decision Decide(object noted) => Ignored is null && Held is null ? Decision.Accept(noted) : Decision.Nothing;
}

/// <summary>A held message is for an organisation after all and becomes a ticket.</summary>
internal sealed record ReleaseMail(string Organization) : IInput<ReleaseMail>
{
    public static ReleaseMail Read(Input input)
    {
        var organization = input.RequiredText("organization", 63);
        if (organization.Length > 0 && !input.Directory.HasOrganization(organization)) input.Refuse("organization", "is not a registered organisation");
        return new ReleaseMail(organization);
    }

    /// <summary>After the ticket was made: a crash in between is repaired by releasing again, which meets the same ticket.</summary>
    public static Decision Decide(HeldMail mail, string by, string organization, Guid ticket, Instant at) => mail switch
    {
        { Held: null } => Decision.Missing,
        { Dropped: not null } => Decision.Reject("dropped", "The message was dropped."),
        { Released: not null } => Decision.Nothing,
        _ => Decision.Accept(new MailReleased(by, organization, ticket, at)),
    };
}

/// <summary>A held message is nothing for the desk.</summary>
internal sealed record DropMail(string Reason) : IInput<DropMail>
{
    public static DropMail Read(Input input) => new(input.RequiredText("reason", 1000));

    public Decision Decide(HeldMail mail, Actor actor, Instant at) => mail switch
    {
        { Held: null } => Decision.Missing,
        { Released: not null } => Decision.Reject("released", "The message is a ticket already."),
        { Dropped: not null } => Decision.Nothing,
        _ => Decision.Accept(new MailDropped(actor.Id, mail.Held.Sender, Reason, at)),
    };
}
