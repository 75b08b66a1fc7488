using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>
/// Each ticket's story with the figures of the ticket and of its clocks, and clocks added up by month. Figures of any earlier position are made anew of the
/// stories that grew after it, so that a report can be had again as it was.
/// </summary>
internal sealed class FactsReadModel : IEvolvingProjection
{
    public const string ModelName = "facts";

    public string Name => ModelName;
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["ticket_stories", "ticket_facts", "clock_facts", "sla_months", "promises"];

    public string Definition => """
        create table promises (id text primary key, promise text not null);
        create table ticket_stories (ticket uuid primary key, first bigint not null, changed bigint not null, story text not null);
        create table ticket_facts (
          ticket uuid primary key,
          first bigint not null,
          number text not null,
          organization text not null,
          requester text not null,
          kind text not null,
          channel text not null,
          service text,
          category text,
          priority text,
          team text,
          agent text,
          opened_at timestamptz not null,
          owned_at timestamptz,
          responded_at timestamptz,
          diagnosed_at timestamptz,
          first_resolved_at timestamptz,
          resolved_at timestamptz,
          closed_at timestamptz,
          ended text,
          ended_at timestamptz,
          reopens int not null,
          reopened_at timestamptz,
          hops int not null,
          handovers int not null,
          handed_on int not null,
          escalations int not null,
          score int,
          scored_at timestamptz,
          surveyed boolean not null,
          article_used boolean not null,
          article_helped boolean not null,
          worked bigint,
          answered bigint,
          stages bigint[] not null,
          trace text not null,
          last_at timestamptz not null
        );
        create table clock_facts (
          ticket uuid not null,
          clock text not null,
          round int not null,
          organization text not null,
          policy text not null,
          priority text not null,
          team text,
          agent text,
          category text,
          service text,
          channel text,
          kind text,
          started_at timestamptz not null,
          breached boolean,
          outcome_at timestamptz,
          elapsed bigint,
          void_at timestamptz,
          cause text,
          primary key (ticket, clock, round)
        );
        create table sla_months (
          zone text not null,
          month text not null,
          organization text not null,
          clock text not null,
          priority text not null,
          team text not null,
          started int not null,
          met int not null,
          breached int not null,
          elapsed bytea not null,
          primary key (zone, month, organization, clock, priority, team)
        );
        """;

    public string Indexes => """
        create index if not exists ticket_stories_changed_idx on ticket_stories (changed);
        create index if not exists ticket_facts_last_at_idx on ticket_facts (last_at);
        create index if not exists ticket_facts_ended_at_idx on ticket_facts (ended_at) where ended_at is not null;
        create index if not exists clock_facts_outcome_at_idx on clock_facts (outcome_at) where outcome_at is not null;
        create index if not exists clock_facts_started_at_idx on clock_facts (started_at) where outcome_at is null;
        create index if not exists clock_facts_void_at_idx on clock_facts (void_at) where void_at is not null;
        """;

    /// <summary>A ticket's story is told anew in every run of entries that adds to it: fewer runs, fewer times.</summary>
    public bool IsLeisurely => true;

    /// <summary>Views over what is served, for tools that read SQL.</summary>
    public string Published => ReportingSchema.Views;

    public async Task Apply(IReadOnlyList<RecordedEvent> events, NpgsqlConnection connection, NpgsqlBatch commands, CancellationToken cancel)
    {
        var (news, promises) = Read(events);
        if (news.Count == 0) return;
        var before = await Stories(connection, [.. news.Keys], cancel);
        var (tickets, clocks, months) = (new List<TicketFigures>(), new List<ClockFigures>(), new Dictionary<SlaMonth, SlaMonthCounts>());
        foreach (var (ticket, facts) in news)
        {
            var known = before.GetValueOrDefault(ticket) is { } story ? StoryFact.Read(story, long.MaxValue) : [];
            if (TicketStory.Tell(ticket, [.. known, .. facts]) is not { } now) continue;
            tickets.Add(now.Ticket);
            var old = TicketStory.ClocksOf(ticket, known).ToDictionary(one => (one.Clock, one.Round));
            foreach (var clock in now.Clocks)
            {
                old.TryGetValue((clock.Clock, clock.Round), out var then);
                if (clock == then) continue;
                clocks.Add(clock);
                if (then is not null) SlaMonths.Add(months, then, -1);
                SlaMonths.Add(months, clock, 1);
            }
        }
        foreach (var (id, promise) in promises) Add(commands, "insert into promises values ($1, $2) on conflict do nothing", id, Promises.Write(promise));
        Add(commands, """
            insert into ticket_stories as known select * from unnest($1, $2, $3, $4)
            on conflict (ticket) do update set changed = excluded.changed, story = known.story || excluded.story
            """,
            news.Keys.ToArray(), news.Values.Select(one => one[0].Position).ToArray(), news.Values.Select(one => one[^1].Position).ToArray(),
            news.Values.Select(one => string.Concat(one.Select(fact => fact.ToLine() + "\n"))).ToArray());
        FactRows.Tickets.Write(tickets, commands);
        FactRows.Clocks.Write(clocks, commands);
        await Write(months, connection, commands, cancel);
    }

    private static (Dictionary<Guid, List<StoryFact>> News, Dictionary<string, Promise> Promises) Read(IReadOnlyList<RecordedEvent> events)
    {
        var (news, promises) = (new Dictionary<Guid, List<StoryFact>>(), new Dictionary<string, Promise>());
        foreach (var e in events)
        {
            if (e.Body is not LedgerEntry entry || !Guid.TryParse(entry.Subject, out var ticket)) continue;
            if (StoryFact.Of(entry, e.Id.Position) is not var (fact, promise)) continue;
            if (!news.TryGetValue(ticket, out var facts)) news[ticket] = facts = [];
            facts.Add(fact);
            if (promise is not null) promises[fact.Promise!] = promise;
        }
        return (news, promises);
    }

    private static async Task<Dictionary<Guid, string>> Stories(NpgsqlConnection connection, Guid[] tickets, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select ticket, story from ticket_stories where ticket = any ($1)", connection) { Parameters = { new() { Value = tickets } } };
        var stories = new Dictionary<Guid, string>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) stories[row.GetGuid(0)] = row.GetString(1);
        return stories;
    }

    private static async Task Write(Dictionary<SlaMonth, SlaMonthCounts> months, NpgsqlConnection connection, NpgsqlBatch commands, CancellationToken cancel)
    {
        if (months.Count == 0) return;
        var keys = months.Keys.ToList();
        await using (var command = new NpgsqlCommand("""
            select zone, month, organization, clock, priority, team, started, met, breached, elapsed
            from sla_months join unnest($1, $2, $3, $4, $5, $6) as wanted (zone, month, organization, clock, priority, team) using (zone, month, organization, clock, priority, team)
            """, connection))
        {
            foreach (var column in (Func<SlaMonth, string>[])[one => one.Zone, one => one.Month, one => one.Organization, one => one.Clock, one => one.Priority, one => one.Team])
                command.Parameters.Add(new() { Value = keys.Select(column).ToArray() });
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                var counts = months[new SlaMonth(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5))];
                counts.Started += row.GetInt32(6);
                counts.Met += row.GetInt32(7);
                counts.Breached += row.GetInt32(8);
                counts.Elapsed.Add(row.GetFieldValue<byte[]>(9));
            }
        }
        var gone = months.Where(one => one.Value.IsEmpty).Select(one => one.Key).ToList();
        foreach (var one in gone)
        {
            Add(commands, "delete from sla_months where zone = $1 and month = $2 and organization = $3 and clock = $4 and priority = $5 and team = $6",
                one.Zone, one.Month, one.Organization, one.Clock, one.Priority, one.Team);
            months.Remove(one);
        }
        FactRows.Months.Write([.. months], commands);
    }

    private static void Add(NpgsqlBatch commands, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        commands.BatchCommands.Add(command);
    }
}
