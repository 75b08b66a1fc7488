using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Mail;

/// <summary>What is told to somebody about a scheduled report: where it is, and nothing of what stands in it.</summary>
/// <param name="Delivered">What is there.</param>
/// <param name="Id">Its event, as <c>log/position</c>.</param>
internal sealed record ReportMail(ReportDelivered Delivered, string Id)
{
    private const string Template = "report";

    private static readonly LocalDatePattern day = LocalDatePattern.Iso;

    /// <summary>The mails that were not written yet, one for each who is to have it and can.</summary>
    /// <param name="mails">Those that were.</param>
    /// <param name="people">Those who are to have it, as far as they are known, each with a language.</param>
    /// <param name="texts">The texts of the desk.</param>
    /// <param name="settings">Of the desk's mail.</param>
    /// <param name="now">When they are written.</param>
    public Decision Decide(TicketMails mails, IReadOnlyList<(PersonRegistered Person, string? Language)> people, MailTemplateBook texts, MailSettings settings, Instant now) => Decision.Accept(
    [
        .. people.Where(one => one.Person.Email is { } address && !settings.IsNobody(address) && MailComposer.CanWriteTo(address) && mails.All.All(mail => mail.Queued.Requester != one.Person.Person))
            .Select(one => Write(one.Person, texts.Find(Template, one.Language), settings, now)),
    ]);

    private MailQueued Write(PersonRegistered person, MailTemplate template, MailSettings settings, Instant now)
    {
        var zone = DateTimeZoneProviders.Tzdb[Delivered.Zone];
        var written = template.Render(new Dictionary<string, string>
        {
            ["name"] = person.Name,
            ["schedule"] = Delivered.Name,
            ["report"] = Delivered.Report,
            ["from"] = day.Format(Delivered.From.InZone(zone).Date),
            // The last day that belongs to it.
            ["to"] = day.Format(Delivered.To.InZone(zone).Date.PlusDays(-1)),
            ["zone"] = Delivered.Zone,
            ["id"] = Delivered.Id,
            ["link"] = settings.PageOf(Delivered.Id, Delivered.Format) ?? Delivered.Id,
        });
        return new MailQueued(
            settings.Composer.MessageIdOf($"{Id}-{person.Person}"), Id, person.Person, person.Email!, person.Name, Delivered.Name, template.Name, template.Version, template.Language, written.Subject,
            written.Body, IsReply: false, InReplyTo: null, References: [], Delivered.Due, now)
        {
            Report = Delivered.Id,
        };
    }
}
