using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Mail;

/// <summary>A mail that is due since an instant.</summary>
internal sealed record DueMail(string MessageId, Guid Ticket, Instant QueuedAt);

/// <summary>
/// Who tries which mail, and when it is tried again. The only state of sending that is not in the log: when it is lost, mails are tried
/// again with the same Message-ID.
/// </summary>
internal sealed class MailAttempts(Journal journal)
{
    private const int mostAtOnce = 50;

    /// <summary>Longer than a try may take, so that nobody else tries meanwhile; after a crash it is how long the mail waits.</summary>
    private const string claimedFor = "2 minutes";

    public async Task Prepare(CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            do $$
            begin
              perform pg_advisory_xact_lock(5102);
              create schema if not exists mail_work;
              create table if not exists mail_work.attempts (
                message_id text collate "C" primary key,
                attempts int not null,
                next_at timestamptz not null,
                error text
              );
            end $$
            """);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<IReadOnlyList<DueMail>> Due(CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            select m.message_id, m.ticket, greatest(m.queued_at, m.send_from)
            from outgoing_mails m
            left join mail_work.attempts a on a.message_id = m.message_id
            where m.state = 'queued' and m.send_from <= clock_timestamp() and (a.next_at is null or a.next_at <= clock_timestamp())
            order by m.position
            limit $1
            """);
        command.Parameters.Add(new() { Value = mostAtOnce });
        var due = new List<DueMail>();
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) due.Add(new(rows.GetString(0), rows.GetGuid(1), Instant.FromDateTimeUtc(rows.GetDateTime(2))));
        return due;
    }

    /// <summary>The number of this attempt; null when another instance has the mail.</summary>
    public async Task<int?> Claim(string messageId, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand($"""
            insert into mail_work.attempts as a (message_id, attempts, next_at) values ($1, 1, clock_timestamp() + interval '{claimedFor}')
            on conflict (message_id) do update set attempts = a.attempts + 1, next_at = excluded.next_at
            where a.next_at <= clock_timestamp()
            returning a.attempts
            """);
        command.Parameters.Add(new() { Value = messageId });
        return await command.ExecuteScalarAsync(cancel) as int?;
    }

    /// <summary>It is tried again then.</summary>
    public Task Postpone(string messageId, Instant next, string error, CancellationToken cancel) => Set(messageId, next.ToDateTimeUtc(), error, cancel);

    /// <summary>It is never tried again, even while the read model does not know yet.</summary>
    public Task End(string messageId, CancellationToken cancel) => Set(messageId, DateTime.MaxValue, DBNull.Value, cancel);

    private async Task Set(string messageId, DateTime next, object error, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("update mail_work.attempts set next_at = $2, error = $3 where message_id = $1");
        command.Parameters.Add(new() { Value = messageId });
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(next, DateTimeKind.Utc) });
        command.Parameters.Add(new NpgsqlParameter { Value = error, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
