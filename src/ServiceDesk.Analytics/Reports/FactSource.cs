using System.Runtime.CompilerServices;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports;

/// <summary>
/// The facts as they were known at a position of the ledger. Rows whose story did not grow after it are read as they stand; the others are told anew, up to it.
/// </summary>
internal sealed class FactSource : IAsyncDisposable
{
    // Each holds a snapshot, and may read very much: others wait for a moment, and are then told so.
    private const int MostAtOnce = 4;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);
    private static readonly SemaphoreSlim room = new(MostAtOnce, MostAtOnce);

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction snapshot;

    private FactSource(NpgsqlConnection connection, NpgsqlTransaction snapshot) => (this.connection, this.snapshot) = (connection, snapshot);

    /// <summary>The last position that is included.</summary>
    public long Position { get; private set; }

    /// <summary>When it was recorded.</summary>
    public Instant At { get; private set; } = Instant.FromUnixTimeTicks(0);

    /// <summary>Whether some stories grew after the position.</summary>
    public bool IsPast { get; private set; }

    /// <summary>Opens the facts as of a position, or (null) as they are shown now.</summary>
    /// <exception cref="RefusedException">Too many read them at this moment.</exception>
    public static async Task<FactSource> Open(Journal journal, long? position, CancellationToken cancel)
    {
        if (!await room.WaitAsync(patience, cancel)) throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "Other reports are being made; try again in a moment."));
        try
        {
            return await Begin(journal, position, cancel);
        }
        catch
        {
            room.Release();
            throw;
        }
    }

    private static async Task<FactSource> Begin(Journal journal, long? position, CancellationToken cancel)
    {
        var connection = await journal.Database.OpenConnectionAsync(cancel);
        var source = new FactSource(connection, await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel));
        await using var command = source.Command("""
            select position, at, exists (select from ticket_stories where changed > position)
            from feed
            where position <= least($1, (select position from checkpoints join read_models on live = checkpoints.name where read_models.name = $2))
            order by position desc
            limit 1
            """, (NpgsqlDbType.Bigint, position ?? long.MaxValue), (NpgsqlDbType.Text, FactsReadModel.ModelName));
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (await row.ReadAsync(cancel)) (source.Position, source.At, source.IsPast) = (row.GetInt64(0), Instant.FromDateTimeUtc(row.GetDateTime(1)), row.GetBoolean(2));
        else source.IsPast = true; // before the first entry nothing was known
        return source;
    }

    /// <summary>Every ticket of which something may count in the period; the caller looks at the instants.</summary>
    public async IAsyncEnumerable<TicketFigures> Tickets(ReportScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using (var command = Command($"""
            select {FactRows.TicketColumns}
            from ticket_facts facts
            where {MayCount}
            """, Time(scope.From), Time(scope.To), (NpgsqlDbType.Text, scope.Organization), (NpgsqlDbType.Bigint, Position)))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                if (FactRows.ReadTicket(row) is var one && scope.Keeps(one)) yield return one;
            }
        }
        await foreach (var (_, facts) in Past(cancel))
        {
            if (facts is { } told && scope.Sees(told.Ticket.Organization) && scope.Keeps(told.Ticket)) yield return told.Ticket;
        }
    }

    /// <summary>Who submitted something, of which category, and when; of every ticket of which something may count in the period, whatever the report is narrowed to.</summary>
    public async IAsyncEnumerable<((string Requester, string? Category) Who, Instant At)> Submissions(ReportScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using (var command = Command($"""
            select requester, category, opened_at
            from ticket_facts facts
            where {MayCount}
            """, Time(scope.From), Time(scope.To), (NpgsqlDbType.Text, scope.Organization), (NpgsqlDbType.Bigint, Position)))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel)) yield return ((row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), Instant.FromDateTimeUtc(row.GetDateTime(2)));
        }
        await foreach (var (_, facts) in Past(cancel))
        {
            if (facts is { Ticket: var told } && scope.Sees(told.Organization)) yield return ((told.Requester, told.Category), told.OpenedAt);
        }
    }

    /// <summary>The tickets whose work ended without a solution in the period.</summary>
    public async IAsyncEnumerable<TicketFigures> EndedTickets(ReportScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using (var command = Command($"""
            select {FactRows.TicketColumns}
            from ticket_facts facts
            where ended_at is not null and ($1::timestamptz is null or ended_at >= $1) and ($2::timestamptz is null or ended_at < $2) and ($3::text is null or organization = $3)
              and {Unchanged}
            """, Time(scope.From), Time(scope.To), (NpgsqlDbType.Text, scope.Organization), (NpgsqlDbType.Bigint, Position)))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                if (FactRows.ReadTicket(row) is var one && scope.Keeps(one)) yield return one;
            }
        }
        await foreach (var (_, facts) in Past(cancel))
        {
            if (facts is { Ticket: { EndedAt: { } end } ticket } && scope.Holds(end) && scope.Sees(ticket.Organization) && scope.Keeps(ticket)) yield return ticket;
        }
    }

    /// <summary>Every round of a clock that may count in the period.</summary>
    public async IAsyncEnumerable<ClockFigures> Clocks(ReportScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using (var command = Command($"""
            select {FactRows.ClockColumns}
            from clock_facts facts
            where ($1::timestamptz is null or outcome_at is null or outcome_at >= $1) and ($2::timestamptz is null or started_at < $2) and ($3::text is null or organization = $3)
              and {Unchanged}
            """, Time(scope.From), Time(scope.To), (NpgsqlDbType.Text, scope.Organization), (NpgsqlDbType.Bigint, Position)))
        {
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                if (FactRows.ReadClock(row) is var one && scope.Keeps(one)) yield return one;
            }
        }
        await foreach (var (_, facts) in Past(cancel))
        {
            if (facts is not { } told || !scope.Sees(told.Ticket.Organization)) continue;
            foreach (var clock in told.Clocks.Where(scope.Keeps)) yield return clock;
        }
    }

    /// <summary>The stories of all tickets of which something may count in the period; in no order, and as they stand, which may be beyond the position.</summary>
    public async IAsyncEnumerable<(Guid Ticket, string Number, string Story)> Stories(ReportScope scope, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = Command("""
            select ticket, number, story
            from ticket_facts facts join ticket_stories stories using (ticket)
            where ($1::timestamptz is null or last_at >= $1) and ($2::timestamptz is null or opened_at < $2) and ($3::text is null or organization = $3) and facts.first <= $4
            """, Time(scope.From), Time(scope.To), (NpgsqlDbType.Text, scope.Organization), (NpgsqlDbType.Bigint, Position));
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) yield return (row.GetGuid(0), row.GetString(1), row.GetString(2));
    }

    /// <summary>What was done with some tickets, as known at the position.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Traces(IReadOnlyCollection<Guid> tickets, CancellationToken cancel)
    {
        var traces = new Dictionary<Guid, string>();
        await using var command = Command("select ticket, story from ticket_stories where ticket = any ($1)", (NpgsqlDbType.Array | NpgsqlDbType.Uuid, tickets.ToArray()));
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            if (TicketStory.Tell(row.GetGuid(0), StoryFact.Read(row.GetString(1), Position)) is { } told) traces[row.GetGuid(0)] = told.Ticket.Trace;
        }
        return traces;
    }

    /// <summary>The numbers by which people know tickets.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> Numbers(IReadOnlyCollection<Guid> tickets, CancellationToken cancel)
    {
        var numbers = new Dictionary<Guid, string>();
        await using var command = Command("select ticket, number from ticket_facts where ticket = any ($1)", (NpgsqlDbType.Array | NpgsqlDbType.Uuid, tickets.ToArray()));
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) numbers[row.GetGuid(0)] = row.GetString(1);
        return numbers;
    }

    /// <summary>The promises by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, Contracts.Promise>> Promised(CancellationToken cancel)
    {
        var known = new Dictionary<string, Contracts.Promise>();
        await using var command = Command("select id, promise from promises");
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) known[row.GetString(0)] = Promises.Read(row.GetString(1));
        return known;
    }

    /// <summary>A query within the snapshot.</summary>
    public NpgsqlCommand Command(string sql, params (NpgsqlDbType Type, object? Value)[] values)
    {
        var command = new NpgsqlCommand(sql, connection, snapshot);
        foreach (var (type, value) in values) command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        return command;
    }

    public static (NpgsqlDbType, object?) Time(Instant? at) => (NpgsqlDbType.TimestampTz, at?.ToDateTimeUtc());

    public async ValueTask DisposeAsync()
    {
        try
        {
            await snapshot.DisposeAsync();
            await connection.DisposeAsync();
        }
        finally
        {
            room.Release();
        }
    }

    /// <summary>A row of a ticket of which something may count.</summary>
    private string MayCount =>
        $"($1::timestamptz is null or last_at >= $1) and ($2::timestamptz is null or opened_at < $2) and ($3::text is null or organization = $3) and {Unchanged}";

    private string Unchanged => IsPast ? "not exists (select from ticket_stories later where later.ticket = facts.ticket and later.changed > $4)" : "$4 is not null";

    /// <summary>The tickets whose stories grew after the position, as they were told up to it.</summary>
    private async IAsyncEnumerable<(Guid Ticket, (TicketFigures Ticket, IReadOnlyList<ClockFigures> Clocks)? Facts)> Past([EnumeratorCancellation] CancellationToken cancel)
    {
        if (!IsPast) yield break;
        await using var command = Command("select ticket, story from ticket_stories where changed > $1 and first <= $1", (NpgsqlDbType.Bigint, Position));
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) yield return (row.GetGuid(0), TicketStory.Tell(row.GetGuid(0), StoryFact.Read(row.GetString(1), Position)));
    }
}
