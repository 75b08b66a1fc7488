using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Messaging;

/// <summary>Lets a reaction answer a run of events: together, and when that fails one by one, parking what keeps failing and what depends on it.</summary>
internal sealed class ReactionRun(Journal log, IReaction reaction, IClock clock, CancellationToken stopping)
{
    private const int Attempts = 5;
    private const int RacesTogether = 8;

    // Whoever loses a race made way for others: that is no failure. So many in a row are a defect, and shown as one.
    private const int RacesAlone = 1000;
    private const int LongestPause = 64;

    /// <summary>Handles or parks every event; what is newly parked is added to the list.</summary>
    public async Task Handle(IReadOnlyList<RecordedEvent> events, List<ParkedEvent> parked, NpgsqlConnection connection)
    {
        if (!await TryFree(events, parked, connection)) await TryEach(events, parked, connection);
    }

    /// <summary>Handles together what nothing parked holds back, and parks the rest; false when that failed, and then nothing was done.</summary>
    private async Task<bool> TryFree(IReadOnlyList<RecordedEvent> events, List<ParkedEvent> parked, NpgsqlConnection connection)
    {
        List<ParkedEvent> holding = [.. parked];
        var held = new HashSet<LogPosition>();
        foreach (var e in events)
        {
            if (!holding.Exists(one => one.Holds(e))) continue;
            held.Add(e.Id);
            holding.Add(new ParkedEvent(0, reaction.Name, e.Id, e.Stream, e.Subject, e.Meta.Cause, "", false));
        }
        if (!await TryTogether([.. events.Where(e => !held.Contains(e.Id))])) return false;
        foreach (var e in events.Where(e => held.Contains(e.Id))) await ParkBehind(parked.Find(one => one.Holds(e))!, e, parked, connection);
        return true;
    }

    private async Task TryEach(IReadOnlyList<RecordedEvent> events, List<ParkedEvent> parked, NpgsqlConnection connection)
    {
        foreach (var e in events)
        {
            if (parked.Find(one => one.Holds(e)) is { } before) await ParkBehind(before, e, parked, connection);
            else if (reaction.StreamOf(e) is not null && await TryAlone(e) is { } reason)
                parked.Add(await Parking.Add(reaction.Name, e, reason, replay: false, connection, stopping));
        }
    }

    private async Task ParkBehind(ParkedEvent before, RecordedEvent e, List<ParkedEvent> parked, NpgsqlConnection connection) =>
        parked.Add(await Parking.Add(reaction.Name, e, $"Waits behind {before.Event}.", before.Replay, connection, stopping));

    /// <summary>Handles a run of events that nothing parked holds back; false when that failed, and then nothing was done.</summary>
    public async Task<bool> TryTogether(IReadOnlyList<RecordedEvent> events)
    {
        var heard = events.Where(e => reaction.StreamOf(e) is not null).ToList();
        for (var race = 0; race < RacesTogether; race++)
        {
            try
            {
                if (await React(heard, areNew: race == 0 && reaction.BeginsStreams)) return true;
            }
            catch (Exception error) when (!IsConnectionTrouble(error))
            {
                return false;
            }
        }
        return false;
    }

    /// <summary>Null when the event was handled, else why it could not be.</summary>
    public async Task<string?> TryAlone(RecordedEvent e)
    {
        var (failures, races) = (0, 0);
        while (true)
        {
            try
            {
                if (await React([e], areNew: false)) return null;
                if (++races == RacesAlone) return "The stream was changed by others at every try.";
                await Task.Delay(Math.Min(races, LongestPause), stopping);
            }
            catch (Exception error) when (!IsConnectionTrouble(error))
            {
                if (++failures == Attempts) return error.Message;
                await Task.Delay(50 << failures, stopping);
            }
        }
    }

    private async Task<bool> React(IReadOnlyList<RecordedEvent> events, bool areNew)
    {
        if (events.Count == 0) return true;
        var session = await ReactionSession.Open(log, reaction, clock, events, areNew, stopping);
        foreach (var e in events)
        {
            using var span = Tracing.Start(reaction.Name, e.Type, e);
            await reaction.React(e, session, stopping);
        }
        return await session.Commit(stopping);
    }

    private static bool IsConnectionTrouble(Exception error) =>
        error is OperationCanceledException or StoreBusyException or IOException or TimeoutException
        || (error is NpgsqlException npgsql && (npgsql is not PostgresException || npgsql.IsTransient));
}
