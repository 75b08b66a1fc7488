using System.Text.Json.Nodes;

namespace ServiceDesk.Dev;

/// <summary>
/// The rows of one ticket of a log become lines for Intake's import, in the order of the file, which is the log's own order even where
/// the times in it disagree.
/// </summary>
/// <remarks>
/// The first row opens the ticket, at its opening time. Each row, the first one too, then tells one step at its own time: leaving
/// resolved or closed is reopened (and what it was left for, unless that is new); another change of state is what the map says of the
/// state, where new after waiting is worked-on; another team or agent is assigned; all else is updated. Of a run of rows in the state
/// resolved (or closed) one is the step and the others are updated: in the ticket's last run that whose time is the resolution (closing)
/// time of the ticket's last row, else the first; and in the last run the step happens at that time. So the ticket ends with the figures
/// of its last row.
/// </remarks>
internal sealed class HistoryRows(ImportMap map, string organization, IReadOnlyList<Func<string, string?>> rows)
{
    private const string New = "new";
    private const string Resolved = "resolved";
    private const string Closed = "closed";

    private readonly HistoryMap history = map.History;

    /// <exception cref="FormatException">A value cannot be understood; the ticket is left out as a whole.</exception>
    internal IReadOnlyList<JsonObject> Lines()
    {
        var states = rows.Select(row => ImportMap.Decode(history.State, Read(row, history.State.Column)) ?? throw new FormatException($"{history.State.Column} is missing")).ToArray();
        var lines = new List<JsonObject> { Opening() };
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var what in Steps(states, i)) lines.Add(Step(i, what, TimeOf(states, i, what)));
        }
        return lines;
    }

    private JsonObject Opening()
    {
        var line = map.Ticket(name => rows[0](name), organization);
        var at = Read(rows[0], map.OccurredAt.Column) ?? throw new FormatException($"{map.OccurredAt.Column} is missing");
        line.Remove("idempotencyKey");
        line.Remove("occurredAt");
        line["row"] = RowId(0);
        line["ticket"] = Key;
        line["what"] = "opened";
        line["at"] = ImportMap.Local(map.OccurredAt, at);
        if (Read(rows[0], history.OpenedBy) is { } who) line["who"] = new JsonObject { ["name"] = who };
        return line;
    }

    private IEnumerable<string> Steps(string[] states, int i)
    {
        var (before, now) = (i == 0 ? New : states[i - 1], states[i]);
        string[] unmoved = [IsAssignment(i) ? "assigned" : "updated"];
        var isReopening = IsEnd(before) && now != before && (before, now) != (Resolved, Closed);
        if (isReopening) return now == New || (IsEnd(now) && i != StepOfRun(states, i)) ? ["reopened"] : ["reopened", now];
        if (IsEnd(now)) return i == StepOfRun(states, i) ? [now] : unmoved;
        if (before == now) return unmoved;
        if (now != New) return [now];
        return before.StartsWith("awaited", StringComparison.Ordinal) ? ["worked-on"] : unmoved;
    }

    /// <summary>Which row of a run in one end state is the step.</summary>
    private int StepOfRun(string[] states, int i)
    {
        var (first, end) = (i, i + 1);
        while (first > 0 && states[first - 1] == states[i]) first--;
        while (end < states.Length && states[end] == states[i]) end++;
        if (Final(states, i) is not { } time) return first;
        var exact = Enumerable.Range(first, end - first).Where(row => At(row) == time).ToList();
        return exact.Count > 0 ? exact[0] : first;
    }

    private string TimeOf(string[] states, int i, string what) => what is Resolved or Closed ? Final(states, i) ?? At(i) : At(i);

    /// <summary>What the ticket's last row says of its resolution or closing, when this is the last run of that state.</summary>
    private string? Final(string[] states, int i)
    {
        var end = i;
        while (end < states.Length && states[end] == states[i]) end++;
        if (Array.IndexOf(states, states[i], end) >= 0) return null;
        var column = states[i] == Resolved ? history.ResolvedAt : history.ClosedAt;
        return Read(rows[^1], column) is { } time ? ImportMap.Local(history.At with { Column = column }, time) : null;
    }

    private JsonObject Step(int i, string what, string at)
    {
        var line = new JsonObject
        {
            ["row"] = RowId(i),
            ["ticket"] = Key,
            ["what"] = what,
            ["at"] = at,
            ["who"] = Person(Read(rows[i], history.Who)),
            ["team"] = Read(rows[i], history.Team),
            ["agent"] = Person(Read(rows[i], history.Agent)),
            ["state"] = Read(rows[i], history.State.Column),
            ["priority"] = ImportMap.Decode(history.Priority, Read(rows[i], history.Priority.Column)),
            ["category"] = Read(rows[i], map.Category),
        };
        foreach (var absent in line.Where(field => field.Value is null).Select(field => field.Key).ToList()) line.Remove(absent);
        return line;
    }

    private static JsonObject? Person(string? name) => name is null ? null : new JsonObject { ["name"] = name };

    private bool IsAssignment(int i) => (i == 0 ? (null, null) : Owner(i - 1)) != Owner(i);

    private (string? Team, string? Agent) Owner(int i) => (Read(rows[i], history.Team), Read(rows[i], history.Agent));

    private static bool IsEnd(string state) => state is Resolved or Closed;

    private string Key => Read(rows[0], map.Key)!;

    private string RowId(int i) => string.Join('|', history.Row.Select(column => rows[i](column)));

    private string At(int i) => Read(rows[i], history.At.Column) is { } time ? ImportMap.Local(history.At, time) : throw new FormatException($"{history.At.Column} is missing");

    private string? Read(Func<string, string?> row, string column) => row(column)?.Trim() is { Length: > 0 } text && text != map.Missing ? text : null;
}
