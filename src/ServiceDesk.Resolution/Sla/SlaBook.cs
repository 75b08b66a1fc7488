using System.Collections.Concurrent;
using System.Collections.Immutable;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Sla;

/// <summary>The versions of policies and calendars in memory, at most a second behind the log.</summary>
internal sealed class SlaBook(Journal journal, ILogger<SlaBook> logger) : RefreshedBook("policies and calendars", logger)
{
    private readonly ConcurrentDictionary<CalendarKey, WorkCalendar> compiled = [];
    private volatile SlaRules rules = SlaRules.Shipped;
    private long known = -1;

    /// <summary>All versions, as they were a moment ago.</summary>
    public SlaRules Rules => rules;

    /// <summary>The same, never before they were read for the first time.</summary>
    public async ValueTask<SlaRules> Current(CancellationToken cancel)
    {
        if (known < 0) await Refresh(cancel);
        return rules;
    }

    /// <summary>A version of a calendar, ready to count. A version never changes, so this answers the same for ever.</summary>
    /// <exception cref="StoreBusyException">Another instance defined it a moment ago, and it is not known here yet.</exception>
    public WorkCalendar Find(CalendarKey key) => key == WorkCalendar.AlwaysOpen.Key ? WorkCalendar.AlwaysOpen : compiled.GetOrAdd(key, Compile);

    /// <summary>Sees to it that every calendar that promises count by is found.</summary>
    public async Task Know(IEnumerable<Promise> promises, CancellationToken cancel)
    {
        if (promises.SelectMany(PromisedClocks.Calendars).Any(one => (rules.Calendars.GetValueOrDefault(one.Name)?.Count ?? 0) < one.Version)) await Refresh(cancel);
    }

    protected override async Task ReadNew(CancellationToken cancel)
    {
        // Few definitions stand in a log of millions of events, found by the prefix of their streams; the sum keeps the log from being searched from its end.
        await using var newest = journal.Lookups.CreateCommand(
            "select coalesce(max(position + 0), 0) from events where stream = $1 or (stream >= 'calendar-' and stream < 'calendar.')");
        newest.Parameters.Add(new() { Value = Streams.SlaPolicies });
        var position = (long)(await newest.ExecuteScalarAsync(cancel))!;
        if (position == known) return;
        rules = await Read(cancel);
        known = position;
    }

    private WorkCalendar Compile(CalendarKey key) => WorkCalendar.Create(CalendarRules.Definition(
        rules.Calendars.GetValueOrDefault(key.Name)?.ElementAtOrDefault(key.Version - 1) ?? throw new StoreBusyException()));

    private async Task<SlaRules> Read(CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand("""
            select position, stream, version, type, data::text, meta::text, occurred, at
            from events
            where stream = $1 or (stream >= 'calendar-' and stream < 'calendar.')
            order by position
            """);
        command.Parameters.Add(new() { Value = Streams.SlaPolicies });
        var read = SlaRules.Shipped;
        foreach (var e in await EventRow.ReadAll(command, journal.Log, journal.Types, cancel))
        {
            read = e.Body switch
            {
                SlaPoliciesDefined policies => read with { Policies = read.Policies.Add(policies) },
                WorkingCalendarDefined calendar => read with
                {
                    Calendars = read.Calendars.SetItem(calendar.Calendar, read.Calendars.GetValueOrDefault(calendar.Calendar, []).Add(calendar)),
                },
                _ => read,
            };
        }
        return read;
    }
}
