using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>Incidents of another system's audit log as facts of ours. The log tells no zone; its times are read as UTC.</summary>
internal static class RealIncidents
{
    private static readonly LocalDateTimePattern pattern = LocalDateTimePattern.CreateWithInvariantCulture("d/M/uuuu HH:mm");

    public static IEnumerable<ClockHistory> Histories(string file, CalendarKey calendar)
    {
        var header = File.ReadLines(file).First().Split(',').Index().ToDictionary(column => column.Item, column => column.Index);
        return File.ReadLines(file).Skip(1).Select(line => line.Split(',')).GroupBy(row => row[header["number"]]).Select(rows => ClockHistory.Of(Facts([.. rows])));

        IEnumerable<ClockFact> Facts(string[][] rows)
        {
            yield return ClockFact.Of(FactKind.Opened, At(rows[0], "opened_at"));
            var (state, priority) = ("New", 0);
            foreach (var row in rows)
            {
                var at = At(row, "sys_updated_at");
                var given = int.Parse(row[header["priority"]][..1], CultureInfo.InvariantCulture);
                if (given != priority) yield return ClockFact.Promised(GeneratedYear.Terms(given, calendar), at);
                if (Fact(state, row[header["incident_state"]], at) is { } fact) yield return fact;
                (state, priority) = (row[header["incident_state"]], given);
            }
        }

        Instant At(string[] row, string column) => pattern.Parse(row[header[column]]).Value.InUtc().ToInstant();
    }

    private static ClockFact? Fact(string before, string after, Instant at)
    {
        if (before == after) return null;
        return after switch
        {
            "Resolved" => ClockFact.Of(FactKind.Resolved, at),
            "Closed" => ClockFact.Of(FactKind.Closed, at),
            "Awaiting User Info" => ClockFact.Paused("requester", at),
            "Awaiting Vendor" => ClockFact.Paused("vendor", at),
            _ when after.StartsWith("Awaiting", StringComparison.Ordinal) => ClockFact.Paused("other", at),
            _ when before is "Resolved" or "Closed" => ClockFact.Of(FactKind.Reopened, at),
            _ when before == "New" => ClockFact.Of(FactKind.RequesterTold, at),
            _ => ClockFact.Of(FactKind.Resumed, at),
        };
    }
}
