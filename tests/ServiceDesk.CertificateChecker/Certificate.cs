using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace ServiceDesk.CertificateChecker;

/// <summary>A certificate, and what it should say when its spans are added up again. Instants and durations are ticks.</summary>
internal sealed class Certificate(JsonElement json, Dictionary<(string, int), WorkingHours> calendars)
{
    private sealed record Terms(long From, long Target, WorkingHours Calendar, string[] PausedBy);

    private sealed record Span(long From, long To, string Kind, string? Name);

    private readonly Terms[] terms = [.. json.GetProperty("terms").EnumerateArray().Select(one => new Terms(
        Instant(one.GetProperty("from")), Work(one.GetProperty("target")), calendars[(one.GetProperty("calendar").GetString()!, one.GetProperty("calendarVersion").GetInt32())],
        [.. one.GetProperty("pausedBy").EnumerateArray().Select(reason => reason.GetString()!)]))];

    private readonly Span[] spans = [.. json.GetProperty("spans").EnumerateArray().Select(one => new Span(
        Instant(one.GetProperty("from")), Instant(one.GetProperty("to")), one.GetProperty("kind").GetString()!, Text(one, "name")))];

    private string State => Text(json, "state")!;

    /// <summary>Null when everything agrees.</summary>
    public string? FirstDisagreement() => SpanDisagreements().Concat(FigureDisagreements()).FirstOrDefault() is { } found
        ? $"{Text(json, "clock")} round {json.GetProperty("round").GetInt32()} as of {Text(json, "asOf")}: {found}"
        : null;

    private IEnumerable<string> SpanDisagreements()
    {
        var at = At("started")!.Value;
        foreach (var span in spans)
        {
            if (span.From != at || span.To <= span.From) yield return $"a span begins at {Show(span.From)} and the one before ends at {Show(at)}";
            if (Disagreement(span) is { } wrong) yield return $"the span from {Show(span.From)} to {Show(span.To)} {wrong}";
            at = span.To;
        }
        if (State != "void" && at != (At("stopped") ?? At("asOf"))) yield return $"the spans end at {Show(at)}";
    }

    private string? Disagreement(Span span)
    {
        var inForce = terms.LastOrDefault(one => one.From <= span.From) ?? terms[0];
        if (span.Kind == "paused") return inForce.PausedBy.Contains(span.Name) ? null : $"is skipped for {span.Name}, which pauses nothing";
        if (span.Kind == "stopped") return null; // nothing is counted, whatever the calendar says
        for (var at = span.From; at < span.To;)
        {
            var (isOpen, holiday, until) = inForce.Calendar.At(at);
            var kind = isOpen ? "counted" : holiday is null ? "outside-hours" : "holiday";
            if (kind != span.Kind || (holiday is not null && holiday != span.Name)) return $"is {span.Kind} {span.Name}, but at {Show(at)} it is {kind} {holiday}";
            at = until;
        }
        return null;
    }

    private IEnumerable<string> FigureDisagreements()
    {
        var counted = spans.Where(span => span.Kind == "counted").ToArray();
        var (elapsed, target) = (counted.Sum(span => span.To - span.From), terms[^1].Target);
        var paused = spans.Where(span => span.Kind == "paused").Sum(PausedWork);
        var state = State == "void" ? "void" : elapsed > target ? "breached" : At("stopped") is not null ? "met" : "running";
        if (Work(json.GetProperty("elapsed")) != elapsed) yield return $"elapsed is {Text(json, "elapsed")}, the spans make {new TimeSpan(elapsed)}";
        if (Work(json.GetProperty("paused")) != paused) yield return $"paused is {Text(json, "paused")}, the spans make {new TimeSpan(paused)}";
        if (Work(json.GetProperty("target")) != target) yield return $"target is {Text(json, "target")}, the last terms say {new TimeSpan(target)}";
        if (Work(json.GetProperty("remaining")) != target - elapsed) yield return $"remaining is {Text(json, "remaining")}, it should be {new TimeSpan(target - elapsed)}";
        if (State != state) yield return $"state is {State}, it should be {state}";
        var due = Reached(counted, target, orMore: true) ?? terms[^1].Calendar.After(spans.Length == 0 ? At("started")!.Value : spans[^1].To, target - elapsed);
        if (At("due") != due) yield return $"due is {Text(json, "due")}, it should be {Show(due)}";
        long? breached = elapsed > target ? Math.Max(Reached(counted, target, orMore: false)!.Value, TargetSince()) : null;
        if (At("breachedAt") != breached) yield return $"breachedAt is {Text(json, "breachedAt")}, it should be {(breached is { } at ? Show(at) : "none")}";
    }

    private long PausedWork(Span span)
    {
        // Other terms may have come into force on the way.
        var cuts = terms.Select(one => one.From).Where(from => from > span.From && from < span.To).Append(span.From).Append(span.To).Order().ToArray();
        return cuts.Zip(cuts.Skip(1), (from, to) => (terms.LastOrDefault(one => one.From <= from) ?? terms[0]).Calendar.Between(from, to)).Sum();
    }

    /// <summary>Where the counted spans reach so much, or where they begin to have more; null when they do not.</summary>
    private static long? Reached(Span[] counted, long work, bool orMore)
    {
        var sum = 0L;
        foreach (var span in counted)
        {
            var next = sum + span.To - span.From;
            if (orMore ? next >= work : next > work) return span.From + work - sum;
            sum = next;
        }
        return null;
    }

    /// <summary>Since when the last target has been the target.</summary>
    private long TargetSince()
    {
        var first = terms.Length - 1;
        while (first > 0 && terms[first - 1].Target == terms[^1].Target) first--;
        return terms[first].From;
    }

    private long? At(string name) => json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Instant(value) : null;

    private static long Instant(JsonElement value) => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcTicks;

    private static long Work(JsonElement value) => XmlConvert.ToTimeSpan(value.GetString()!).Ticks;

    private static string? Text(JsonElement value, string name) => value.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static string Show(long instant) => new DateTime(instant, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture);
}
