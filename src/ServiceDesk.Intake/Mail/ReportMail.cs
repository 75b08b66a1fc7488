using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>The scheduled reports that are there. Of Analytics' log, which holds an entry for everything that happens anywhere, only these are read.</summary>
internal sealed class ReportDeliveriesReadModel(EventTypes types) : IProjection
{
    public string Name => "report_deliveries";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["report_deliveries"];
    public IReadOnlyList<Type>? Handles => [typeof(ReportDelivered)];

    public string Definition => """
        create table report_deliveries (position bigint primary key, event text not null, recorded timestamptz not null, data text not null);
        create index on report_deliveries (recorded);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (e.Body is not ReportDelivered delivered) continue;
            var command = new NpgsqlBatchCommand("insert into report_deliveries (position, event, recorded, data) values ($1, $2, $3, $4)");
            foreach (var value in (object[])[e.Id.Position, e.Id.ToString(), e.At.ToDateTimeUtc(), JsonSerializer.Serialize(delivered, types.Json)]) command.Parameters.Add(new() { Value = value });
            commands.BatchCommands.Add(command);
        }
    }
}

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

/// <summary>Writes to those for whom a report was scheduled. A desk that cannot send mail writes none, and what is older than a day is no news.</summary>
internal sealed class ReportMails(
    Journal journal, EventTypes types, MailSettings settings, OrganizationDirectory organizations, IClock clock, ILogger<ReportMails> logger) : Watcher(lookEvery, logger)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> written = [];

    protected override async Task Look(CancellationToken cancel)
    {
        if (settings.Smtp is null) return;
        var news = await News(cancel);
        written.IntersectWith(news.Select(one => one.Id));
        await Each(news.Where(one => !written.Contains(one.Id)), async mail =>
        {
            await Write(mail, cancel);
            written.Add(mail.Id);
        }, cancel);
    }

    private async Task<IReadOnlyList<ReportMail>> News(CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select event, data from report_deliveries where recorded > $1 order by position");
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (clock.GetCurrentInstant() - WriteMail.NewsFor).ToDateTimeUtc() });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var news = new List<ReportMail>();
        while (await row.ReadAsync(cancel)) news.Add(new ReportMail(JsonSerializer.Deserialize<ReportDelivered>(row.GetString(1), types.Json)!, row.GetString(0)));
        return news;
    }

    private async Task Write(ReportMail mail, CancellationToken cancel)
    {
        var people = new List<(PersonRegistered, string?)>();
        foreach (var recipient in mail.Delivered.Recipients)
        {
            if ((await journal.Load<Registration>(Streams.Person(recipient), cancel)).State is not { Roles.Count: > 0, Registered: PersonRegistered person }) continue;
            people.Add((person, person.Organization is { } organization ? organizations.Find(organization)?.Value.Language : null));
        }
        var texts = (await journal.Load<MailTemplateBook>(MailTemplateBook.Stream, cancel)).State;
        var now = clock.GetCurrentInstant().ToMicroseconds();
        var meta = new EventMeta { Actor = $"service:{journal.Log}", Cause = mail.Id };
        await journal.Handle<TicketMails>(Streams.Mails(mail.Delivered.Delivery), null, mails => mail.Decide(mails, people, texts, settings, now), meta, now, cancel);
    }
}
