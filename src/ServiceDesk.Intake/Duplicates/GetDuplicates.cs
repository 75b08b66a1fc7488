using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>Who found that the two are two matters, and when.</summary>
internal sealed record DismissedView(string By, Instant At);

/// <summary>A ticket that seems to report the same, and why.</summary>
internal sealed record DuplicateView(Guid Ticket, string Number, Instant SubmittedAt, int Score, IReadOnlyList<DuplicateReason> Reasons, DismissedView? Dismissed)
{
    /// <summary>When the last of it was recorded.</summary>
    [JsonIgnore]
    public Instant RecordedAt { get; init; }
}

internal static class GetDuplicates
{
    private const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}/duplicates",
        async (Guid id, Actor actor, Journal journal, CancellationToken cancel) => (await journal.Load<Ticket>(Streams.Ticket(id), cancel)).State.IsVisibleTo(actor)
            ? TypedResults.Ok(new { items = await Of(id, Now, actor, journal, cancel) })
            : (IResult)Problem.NotFound)
        .For([.. Roles.All]).RecordsReadsOf<Ticket>().WithSummary("Likely duplicates of a ticket, with score and reasons.");

    private static AsOf Now { get; } = new(Instant.MaxValue, TimeAxis.Known, IsLive: true);

    /// <summary>Those the ticket was suspected to repeat and those that were suspected to repeat it, as far as the actor may know of them.</summary>
    public static async Task<IReadOnlyList<DuplicateView>> Of(Guid ticket, AsOf asOf, Actor actor, Journal journal, CancellationToken cancel)
    {
        var found = await Suspected(ticket, asOf, actor, journal, cancel);
        var tickets = await Tickets.Load([.. found.Select(one => one.Ticket)], journal, cancel);
        return [.. found.Select(one => tickets.TryGetValue(one.Ticket, out var other) ? one with { Reasons = Told(one.Reasons, actor, other) } : one)];
    }

    /// <summary>What somebody whose reads of a ticket are not recorded may see as its subject: of a confidential one its number, unless it is their own.</summary>
    public static string Subject(Ticket ticket, Actor actor) => IsHidden(ticket, actor) ? ticket.Submitted!.Number : TicketValues.Current(ticket, "subject")!;

    /// <summary>The reasons for which tickets are taken for one matter: without their words when one of them is confidential and not the reader's own.</summary>
    public static IReadOnlyList<DuplicateReason> Told(IReadOnlyList<DuplicateReason> reasons, Actor actor, params IEnumerable<Ticket> tickets) =>
        tickets.Any(ticket => IsHidden(ticket, actor)) ? [.. reasons.Select(reason => reason with { Tokens = [] })] : reasons;

    private static bool IsHidden(Ticket ticket, Actor actor) => ticket.IsConfidential && ticket.Submitted!.Requester != actor.Id;

    private static async Task<IReadOnlyList<DuplicateView>> Suspected(Guid ticket, AsOf asOf, Actor actor, Journal journal, CancellationToken cancel)
    {
        var time = asOf.Axis == TimeAxis.Known ? "recorded" : "occurred";
        await using var command = journal.Database.CreateCommand($"""
            select other, other_number, other_submitted_at, other_requester, organization, score, reasons::text, dismissed_by, dismissed_at,
              recorded, dismissed_recorded, coalesce(dismissed_{time} <= $2, false)
            from suspicions
            where ticket = $1 and {time} <= $2
            union all
            select ticket, number, submitted_at, requester, organization, score, reasons::text, dismissed_by, dismissed_at,
              recorded, dismissed_recorded, coalesce(dismissed_{time} <= $2, false)
            from suspicions
            where other = $1 and {time} <= $2
            order by score desc, 2
            """);
        command.Parameters.Add(new() { Value = ticket });
        command.Parameters.Add(new() { Value = asOf.Until == Instant.MaxValue ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : asOf.Until.ToDateTimeUtc() });
        var found = new List<DuplicateView>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (found.Count < Most && await row.ReadAsync(cancel))
        {
            if (actor.MaySee(row.GetString(4), row.GetString(3))) found.Add(Read(row));
        }
        return found;
    }

    private static DuplicateView Read(NpgsqlDataReader row)
    {
        var isDismissed = row.GetBoolean(11);
        return new DuplicateView(
            row.GetGuid(0), row.GetString(1), At(2), row.GetInt32(5), Reasons(row.GetString(6)), isDismissed ? new DismissedView(row.GetString(7), At(8)) : null)
        {
            RecordedAt = At(isDismissed ? 10 : 9),
        };

        Instant At(int column) => Instant.FromDateTimeUtc(row.GetDateTime(column));
    }

    public static IReadOnlyList<DuplicateReason> Reasons(string json) => JsonSerializer.Deserialize<DuplicateReason[]>(json, HttpJson.Options)!;
}
