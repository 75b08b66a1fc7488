using System.Collections.Concurrent;
using System.Diagnostics;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>What must be told of an open ticket that resembles another. The position is that of its submission, the version that of its values in the index.</summary>
internal sealed record OpenFault(Guid Ticket, string Number, string Organization, string Requester, Instant SubmittedAt, long Position, int Version);

/// <summary>An open ticket that resembles the one asked about.</summary>
internal sealed record SimilarFault(OpenFault Fault, Suspicion Suspicion);

/// <summary>
/// Keeps the index of open tickets current: filled at the start from the read models and the tickets' streams, then from the log. In every instance, in
/// memory, bounded: of more open tickets than it holds, the latest are in it.
/// </summary>
internal sealed class OpenFaults(Journal journal, ReadModels models, IConfiguration configuration, ILogger<OpenFaults> logger) : BackgroundService
{
    private const int Most = 200_000;
    private const int StreamsAtOnce = 500;
    private const int EventsAtOnce = 2000;
    private static readonly TimeSpan closingsEvery = TimeSpan.FromMilliseconds(250);

    private readonly SimilarTickets similar = new();
    private readonly ConcurrentDictionary<Guid, OpenFault> known = new();
    private readonly SortedDictionary<long, Guid> inOrder = [];
    private readonly TaskCompletionSource filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long passed;
    private long closingsPassed;

    /// <summary>False where duplicates are not looked for at all: <c>Duplicates:Suspect</c> is false.</summary>
    public bool IsWanted { get; } = configuration.GetValue("Duplicates:Suspect", true);

    /// <summary>Whether all open tickets of the start are in it.</summary>
    public bool IsReady => filled.Task.IsCompleted;

    /// <summary>The position of the log up to which every ticket is in it.</summary>
    public long Passed => Interlocked.Read(ref passed);

    /// <summary>How many tickets are in it.</summary>
    public int Count => known.Count;

    /// <summary>The open tickets that resemble this one most, highest score first, as far as <paramref name="include"/> allows.</summary>
    public IReadOnlyList<SimilarFault> Find(string organization, Guid ticket, ReportedFault fault, int most, Func<OpenFault, bool> include) =>
    [
        .. similar.Find(organization, ticket, fault, int.MaxValue)
            .Select(one => known.TryGetValue(one.Ticket, out var found) ? new SimilarFault(found, one.Suspicion) : null)
            .OfType<SimilarFault>().Where(one => include(one.Fault)).Take(most),
    ];

    /// <summary>Waits until it is filled and every ticket up to a position is in it.</summary>
    public async Task Until(long position, CancellationToken cancel)
    {
        await filled.Task.WaitAsync(cancel);
        while (true)
        {
            var next = advanced.Task;
            if (Passed >= position) return;
            await next.WaitAsync(cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (IsWanted && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!IsReady) await Fill(stoppingToken);
                await Follow(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception error) // whatever it is, it is tried again: events that were applied before change nothing
            {
                OpenFaultsLog.Interrupted(logger, error.Message);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), stoppingToken));
            }
        }
    }

    private async Task Fill(CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        // What the tables show beyond these two positions is heard again, which changes nothing.
        var head = await journal.Head(cancel);
        await models.Until(journal.Log, head, cancel);
        closingsPassed = await Ask("select coalesce(max(position), 0) from closed_tickets", cancel);
        foreach (var chunk in (await Open(cancel)).Chunk(StreamsAtOnce))
        {
            var streams = await journal.ReadStreams([.. chunk.Select(Streams.Ticket)], cancel);
            foreach (var stream in streams.GroupBy(e => e.Stream).OrderBy(stream => stream.First().Id.Position)) Hold(stream.First().Id.Position, Fold(stream));
        }
        Advance(head);
        filled.TrySetResult();
        OpenFaultsLog.Filled(logger, known.Count, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task Follow(CancellationToken cancel)
    {
        string[] heard =
        [
            .. new[] { typeof(TicketSubmitted), typeof(TicketCorrected), typeof(TicketWithdrawn), typeof(TicketInvalidated), typeof(TicketMerged), typeof(TicketUnmerged) }
                .Select(journal.Types.NameOf),
        ];
        var closingsRead = 0L;
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            var (events, through) = await journal.ReadOf(Passed, journal.AtOnce(EventsAtOnce), heard, cancel);
            foreach (var e in events) await Apply(e, cancel);
            if (Stopwatch.GetElapsedTime(closingsRead) > closingsEvery)
            {
                await ApplyClosings(cancel);
                closingsRead = Stopwatch.GetTimestamp();
            }
            if (through == Passed)
            {
                await journal.Changed(through, cancel);
                continue;
            }
            Advance(through);
            await journal.GiveWay(Stopwatch.GetElapsedTime(began), isLeisurely: true, awaited: null, cancel);
        }
    }

    private async Task Apply(RecordedEvent e, CancellationToken cancel)
    {
        if (!Guid.TryParse(e.Subject, out var ticket)) return;
        switch (e.Body)
        {
            case TicketSubmitted submitted: Hold(e.Id.Position, (Ticket.Initial.Evolve(submitted), 1, ticket)); break;
            case TicketCorrected when !known.ContainsKey(ticket): break;
            case TicketCorrected or TicketUnmerged: await Refresh(ticket, cancel); break;
            default: Drop(ticket); break;
        }
    }

    private async Task ApplyClosings(CancellationToken cancel)
    {
        var changes = new List<(Guid Ticket, bool Closed, long Position)>();
        await using (var command = journal.Database.CreateCommand("select ticket, closed, position from closed_tickets where position > $1 order by position"))
        {
            command.Parameters.Add(new() { Value = closingsPassed });
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel)) changes.Add((row.GetGuid(0), row.GetBoolean(1), row.GetInt64(2)));
        }
        foreach (var (ticket, closed, position) in changes)
        {
            if (closed) Drop(ticket);
            else await Refresh(ticket, cancel);
            closingsPassed = position;
        }
    }

    /// <summary>Puts a ticket in as its stream tells it now, or takes it out.</summary>
    private async Task Refresh(Guid ticket, CancellationToken cancel)
    {
        var events = await journal.ReadStreams([Streams.Ticket(ticket)], cancel);
        if (events.Count == 0) return;
        var isClosed = (await ClosedTicketsReadModel.Among([ticket], journal, cancel)).Count > 0;
        var now = Fold(events);
        if (now.Ticket.IsOpen && !isClosed) Hold(events[0].Id.Position, now);
        else Drop(ticket);
    }

    private void Hold(long position, (Ticket Ticket, int Version, Guid Id) one)
    {
        if (one.Ticket is not { IsOpen: true, Submitted: { } submitted }) return;
        similar.Add(submitted.Organization, one.Id, TicketFault.Of(one.Ticket));
        known[one.Id] = new OpenFault(one.Id, submitted.Number, submitted.Organization, submitted.Requester, submitted.At, position, one.Version);
        inOrder[position] = one.Id;
        while (inOrder.Count > Most) Drop(inOrder.First().Value);
    }

    private void Drop(Guid ticket)
    {
        if (!known.TryRemove(ticket, out var fault)) return;
        similar.Remove(fault.Organization, ticket);
        inOrder.Remove(fault.Position);
    }

    private void Advance(long position)
    {
        if (position == Passed) return;
        Interlocked.Exchange(ref passed, position);
        Interlocked.Exchange(ref advanced, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private async Task<IReadOnlyList<Guid>> Open(CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            select ticket
            from open_tickets
            where not exists (select from closed_tickets where closed_tickets.ticket = open_tickets.ticket and closed)
            order by position desc
            limit $1
            """);
        command.Parameters.Add(new() { Value = Most });
        var tickets = new List<Guid>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) tickets.Add(row.GetGuid(0));
        tickets.Reverse(); // the index is quickest when tickets come in the order of time
        return tickets;
    }

    private async Task<long> Ask(string sql, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static (Ticket Ticket, int Version, Guid Id) Fold(IEnumerable<RecordedEvent> events)
    {
        var (ticket, version, id) = (Ticket.Initial, 0, Guid.Empty);
        foreach (var e in events)
        {
            if (e.Body is { } body) ticket = ticket.Evolve(body);
            (version, id) = (e.Version, Guid.Parse(e.Subject));
        }
        return (ticket, version, id);
    }
}

internal static partial class OpenFaultsLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The index of open tickets holds {Count} after {Milliseconds} ms")]
    public static partial void Filled(ILogger logger, int count, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index of open tickets could not be kept current: {Reason}")]
    public static partial void Interrupted(ILogger logger, string reason);
}
