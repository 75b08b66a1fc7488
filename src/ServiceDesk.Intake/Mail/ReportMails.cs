using System.Text.Json;
using NodaTime;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

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
