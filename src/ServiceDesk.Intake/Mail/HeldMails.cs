using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>Messages that wait for somebody to decide.</summary>
internal sealed class HeldMailsReadModel : IProjection
{
    public string Name => "held_mails";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["held_mails"];
    public IReadOnlyList<Type>? Handles => [typeof(MailHeld), typeof(MailReleased), typeof(MailDropped)];

    public string Definition => """
        create table held_mails (
          mail uuid primary key,
          position bigint not null unique,
          message_id text,
          sender text,
          sender_name text,
          subject text not null,
          size bigint not null,
          at timestamptz not null,
          why text not null,
          answers uuid
        )
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            var mail = Guid.Parse(e.Stream["mail-".Length..]);
            var command = e.Body is MailHeld held
                ? Command("insert into held_mails (mail, position, message_id, sender, sender_name, subject, size, at, why, answers) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                    mail, e.Id.Position, held.MessageId, held.From, held.FromName, held.Subject, held.Size, e.At.ToDateTimeUtc(), held.Why, held.Answers)
                : Command("delete from held_mails where mail = $1", mail);
            commands.BatchCommands.Add(command);
        }
    }

    private static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }
}

/// <summary>A held message as it is shown.</summary>
internal sealed record HeldMailView(Guid Id, string? MessageId, string? From, string? Name, string Subject, long Size, Instant At, string Why, Guid? Answers);

/// <summary>Held messages are looked at, and released or dropped. They belong to no organisation yet, so only who sees all may.</summary>
internal static class HeldMails
{
    private const int pageSize = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/channels/email/held", List).For(Roles.Lead, Roles.Admin).WithSummary("Messages of unknown senders that wait for a decision, with why, oldest first.");
        routes.MapPost("/channels/email/held/{id:guid}/release", (Guid id, Body<ReleaseMail> body, Act act, MailDesk desk, CancellationToken cancel) =>
                desk.Release(id, body.Value.Organization, act, cancel))
            .For(Roles.Lead, Roles.Admin).Accepts<ReleaseMail>("application/json").Produces<MailAnswer>(StatusCodes.Status201Created)
            .WithSummary("Makes a held message a ticket of an organisation.");
        routes.MapPost("/channels/email/held/{id:guid}/drop", async (Guid id, Body<DropMail> body, Act act, Journal journal, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.NotFound;
            var outcome = await journal.Handle<HeldMail>(
                HeldMail.StreamOf(id), act.IfMatch, mail => body.Value.Decide(mail, act.Actor, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), new { id, body.Value }), act.Now, cancel);
            return outcome.ToProblem() ?? (IResult)TypedResults.Ok(new { id, position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Lead, Roles.Admin).Accepts<DropMail>("application/json").WithSummary("Decides that a held message is nothing for the desk.");
    }

    private static async Task<IResult> List(Actor actor, Journal journal, CancellationToken cancel, long after = 0)
    {
        if (actor.Organization is not null) return TypedResults.Ok(new { items = Array.Empty<HeldMailView>() });
        await using var command = journal.Database.CreateCommand(
            "select mail, message_id, sender, sender_name, subject, size, at, why, answers, position from held_mails where position > $1 order by position limit $2");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = pageSize });
        var (items, last) = (new List<HeldMailView>(), 0L);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            items.Add(new(rows.GetGuid(0), Text(1), Text(2), Text(3), rows.GetString(4), rows.GetInt64(5), Instant.FromDateTimeUtc(rows.GetDateTime(6)), rows.GetString(7), rows.IsDBNull(8) ? null : rows.GetGuid(8)));
            last = rows.GetInt64(9);
        }
        return TypedResults.Ok(new { items, next = items.Count == pageSize ? $"/channels/email/held?after={last}" : null });

        string? Text(int column) => rows.IsDBNull(column) ? null : rows.GetString(column);
    }
}
