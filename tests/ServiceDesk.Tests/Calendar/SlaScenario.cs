using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>
/// A whole ticket of another system, replayed as facts of ours. Its clocks stand still while the ticket is pending; its update clock begins with a word of the
/// requester, or in an older version with the opening, and ends with one of an agent, and the worst exchange is reported.
/// </summary>
internal sealed class SlaScenario(JsonElement vector, WorkCalendar calendar, bool updateFromOpening)
{
    private static readonly Dictionary<string, string> clocks = new() { ["first_response"] = "first_response", ["update"] = "update", ["close"] = "solution" };

    private static readonly Duration wholeMinute = Duration.FromMinutes(1);

    public IEnumerable<Comparison> Compare()
    {
        var history = ClockHistory.Of(Facts());
        var standings = history.Read(history.Facts[^1].At, _ => calendar).ToDictionary(clock => clock.Clock);
        foreach (var expected in vector.GetProperty("expected").EnumerateObject())
        {
            var ours = Ours(standings, expected.Name);
            yield return new Comparison(expected.Name, expected.Value.ValueKind == JsonValueKind.Null ? "none" : expected.Value.ToString(), Show(ours, Duration.Epsilon), Show(ours, wholeMinute));
        }
    }

    /// <summary>An instant, or minutes as a number; null when nothing is due.</summary>
    private static object? Ours(Dictionary<string, ClockStanding> standings, string what)
    {
        if (what == "next") return standings.Values.Where(clock => clock.Stopped is null).Min(clock => (Instant?)clock.Due);
        var name = clocks.Keys.Single(prefix => what.StartsWith(prefix, StringComparison.Ordinal));
        if (!standings.TryGetValue(clocks[name], out var clock)) return null;
        if (what.EndsWith("_due", StringComparison.Ordinal)) return clock.Stopped is null ? clock.Due : null;
        var worst = clock.Earlier.Append(clock).MaxBy(round => round.Elapsed - round.Terms.Target)!;
        return what.EndsWith("_diff_in_min", StringComparison.Ordinal) ? worst.Remaining : worst.Elapsed;
    }

    /// <summary>This source cuts whatever it reports to whole minutes.</summary>
    private static string Show(object? ours, Duration unit) => ours switch
    {
        null => "none",
        Instant at => SlaVectors.Show(NodaConstants.UnixEpoch + Cut(at - NodaConstants.UnixEpoch, unit)),
        Duration work => string.Create(CultureInfo.InvariantCulture, $"{Cut(work, unit).TotalMinutes}"),
        _ => throw new ArgumentOutOfRangeException(nameof(ours)),
    };

    private static Duration Cut(Duration whole, Duration unit) => Duration.FromNanoseconds(whole.ToInt64Nanoseconds() / unit.ToInt64Nanoseconds() * unit.ToInt64Nanoseconds());

    private IEnumerable<ClockFact> Facts()
    {
        var created = InstantPattern.ExtendedIso.Parse(vector.GetProperty("created_utc").GetString()!).Value;
        yield return ClockFact.Of(FactKind.Opened, created);
        yield return ClockFact.Promised([.. Terms()], created);
        var closed = false;
        foreach (var told in vector.GetProperty("events").EnumerateArray())
        {
            var at = InstantPattern.ExtendedIso.Parse(told[0].GetString()!).Value;
            foreach (var word in told[1].GetString()!.Split('(')[0].Split('+', StringSplitOptions.TrimEntries))
            {
                if (Fact(word, closed, at) is { } fact) yield return fact;
                closed = word == "closed" || (closed && word != "open");
            }
        }
    }

    private static ClockFact? Fact(string word, bool closed, Instant at) => word switch
    {
        "created" => null,
        "customer_message" => ClockFact.Of(FactKind.RequesterWrote, at),
        "agent_message" => ClockFact.Of(FactKind.RequesterTold, at),
        "first_response" => ClockFact.Of(FactKind.Responded, at),
        "pending" => ClockFact.Paused("pending", at),
        "open" => ClockFact.Of(closed ? FactKind.Reopened : FactKind.Resumed, at),
        "closed" => ClockFact.Of(FactKind.Closed, at),
        _ => throw new InvalidOperationException($"Nobody knows {word}."),
    };

    private IEnumerable<ClockTerms> Terms()
    {
        var targets = vector.GetProperty("sla_minutes");
        foreach (var (name, starts, stops, repeats) in new (string, FactKind, FactKind[], bool)[]
        {
            ("first_response", FactKind.Opened, [FactKind.RequesterTold, FactKind.Responded, FactKind.Closed], false),
            ("update", updateFromOpening ? FactKind.Opened : FactKind.RequesterWrote, [FactKind.RequesterTold, FactKind.Closed], true),
            ("solution", FactKind.Opened, [FactKind.Closed], false),
        })
        {
            if (targets.GetProperty(name).ValueKind == JsonValueKind.Null) continue;
            var rule = new ClockRule([starts], stops, ["pending"], ReopeningRule.Resume, repeats, []);
            yield return new ClockTerms(name, "1", Duration.FromMinutes(targets.GetProperty(name).GetInt32()), calendar.Key, rule);
        }
    }
}
