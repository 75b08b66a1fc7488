using System.Globalization;
using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Rules;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>A version of the table of priorities, with the steps by which it raises what VIPs ask for.</summary>
internal sealed record RecordedTable(PriorityTable Table, int VipSteps);

/// <summary>The rules that were in effect, as the ledger has them: every version of each calendar and of the policies, in order, and the tables of priorities by the names that decisions give them.</summary>
internal sealed record RecordedRules(
    IReadOnlyDictionary<string, List<WorkingCalendarDefined>> Calendars, IReadOnlyList<SlaPoliciesDefined> Policies, IReadOnlyDictionary<string, RecordedTable> Tables)
{
    private const string TableDefined = "routing.priority-matrix-defined.v1";

    /// <param name="journal">Analytics' own log.</param>
    /// <param name="position">What was defined up to there counts.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<RecordedRules> Read(Journal journal, long position, CancellationToken cancel)
    {
        var types = Messaging.DeskTypes.Create();
        var entries = await LedgerLine.Find(
            journal, "ledger_index l join events e using (position) where l.type = any ($1) and l.position <= $2 order by l.position",
            [(string[])[types.NameOf(typeof(WorkingCalendarDefined)), types.NameOf(typeof(SlaPoliciesDefined)), TableDefined], position], cancel);
        var (calendars, policies, tables) = (new Dictionary<string, List<WorkingCalendarDefined>>(), new List<SlaPoliciesDefined>(), Shipped());
        foreach (var entry in entries.Select(LedgerEntry.In))
        {
            if (entry.Type == TableDefined)
            {
                var defined = JsonSerializer.Deserialize<DefinedTable>(entry.Data.Text, types.Json)!;
                tables[string.Create(CultureInfo.InvariantCulture, $"matrix-{defined.Version}")] = new RecordedTable(
                    new PriorityTable(defined.Cells.Select(one => one.Cell)), defined.Vip?.Steps ?? 0);
                continue;
            }
            switch (types.Read(entry.Type, entry.Data.Text))
            {
                case WorkingCalendarDefined calendar when calendars.TryGetValue(calendar.Calendar, out var versions): versions.Add(calendar); break;
                case WorkingCalendarDefined calendar: calendars[calendar.Calendar] = [calendar]; break;
                case SlaPoliciesDefined defined: policies.Add(defined); break;
            }
        }
        foreach (var versions in calendars.Values) versions.Sort((one, other) => one.Version.CompareTo(other.Version));
        return new RecordedRules(calendars, [.. policies.OrderBy(one => one.Version)], tables);
    }

    public static Dictionary<string, RecordedTable> Shipped() => new() { [PriorityMatrix.Version] = new RecordedTable(PriorityTable.Shipped, 0) };

    /// <summary>What Routing records of a table, as far as it grades.</summary>
    private sealed record DefinedTable(int Version, IReadOnlyList<OtherCell> Cells, DefinedVips? Vip);

    private sealed record DefinedVips(int Steps);
}
