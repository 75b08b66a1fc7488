using Microsoft.Extensions.Localization;
using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>What a field of a ticket said, in words. Long = a text that somebody wrote.</summary>
public sealed record PastField(string Key, string Label, string? Value, bool IsLong);

/// <summary>A field that says something else at two instants.</summary>
public sealed record FieldChange(string Key, string Label, string? Before, string? After);

/// <summary>The whole document of a ticket as fields in words, to be shown and compared.</summary>
public sealed class PastFields(Phrases say, Names names, StaffNames staff, IStringLocalizer<Texts> texts)
{
    /// <summary>The fields of a document; of none those of a ticket of which nothing is known.</summary>
    public IReadOnlyList<PastField> Of(PastDocument? document)
    {
        if (document is not { } one) return [];
        var fields = new List<PastField>();
        Add("number", "field.ticket", one.Number);
        Add("subject", "field.subject", one.Subject, isLong: true);
        Add("description", "field.description", one.Description, isLong: true);
        Add("status", "field.status", one.Standing is { } standing ? say.Status(standing.Status) : null);
        Add("priority", "field.priority", one.Standing?.Priority is { } priority ? say.Priority(priority) : null);
        Add("category", "field.category", one.Standing?.Category is { } category ? say.Category(category) : null);
        Add("team", "field.team", one.Standing?.Team is { } team ? names.Team(team) : null);
        Add("agent", "field.agent", one.Standing?.Agent is { } agent ? staff.Of(agent) : null);
        Add("requester", "field.requester", one.RequesterName ?? one.Requester);
        Add("organization", "field.organization", one.Organization is { } organization ? names.Organization(organization) : null);
        Add("kind", "field.kind-of", one.Kind is { } kind ? say.Kind(kind) : null);
        Add("channel", "field.channel", one.Channel is { } channel ? say.Channel(channel) : null);
        Add("system", "field.system", one.AffectedSystem is { } system ? names.System(system) : null);
        Add("impact", "field.impact", one.Impact is { } impact ? say.Impact(impact) : null);
        Add("urgency", "field.urgency", one.Urgency is { } urgency ? say.Urgency(urgency) : null);
        Add("opened", "field.opened", Time(one.OpenedAt));
        Add("responded", "audit.past.responded", Time(one.RespondedAt));
        Add("resolved", "audit.past.resolved", Time(one.ResolvedAt));
        Add("solution", "audit.past.solution", one.Solution, isLong: true);
        Add("closed", "audit.past.closed", Time(one.ClosedAt));
        Add("hops", "audit.past.hops", one.Hops > 0 ? $"{one.Hops}" : null);
        Add("reopenings", "audit.past.reopenings", one.Reopenings > 0 ? $"{one.Reopenings}" : null);
        Add("merged", "audit.past.merged", one.MergedInto?.ToString());
        Add("confidential", "audit.past.confidential", one.Confidential ? texts["yes"].Value : null);
        return fields;

        void Add(string key, string label, string? value, bool isLong = false) => fields.Add(new PastField(key, texts[label], string.IsNullOrEmpty(value) ? null : value, isLong));
    }

    /// <summary>What a clock was known to do.</summary>
    public string Clock(PastClock clock)
    {
        var told = new List<string> { texts["audit.past.clock." + (clock.Outcome ?? "running")] };
        if (clock.Target is { } target) told.Add(texts["audit.past.target", say.Span(target)]);
        if (clock.Elapsed is { } elapsed) told.Add(texts["audit.past.elapsed", say.Span(elapsed)]);
        else if (clock.DueAt is { } due) told.Add(texts["audit.past.due", say.Time(due)]);
        return string.Join(texts["list.separator"], told);
    }

    public string ClockName(PastClock clock) => clock.Round > 1 ? texts["audit.past.round", say.Clock(clock.Clock), clock.Round] : say.Clock(clock.Clock);

    /// <summary>Field by field what differs, then what was said and what the clocks did.</summary>
    public IReadOnlyList<FieldChange> Changes(PastDocument? before, PastDocument? after) => [
        .. Differences(Of(before).ToDictionary(field => field.Key), Of(after).ToDictionary(field => field.Key), field => field.Label, field => field.Value),
        .. Differences(Clocks(before), Clocks(after), ClockName, Clock),
        .. Differences(Said(before), Said(after), word => $"{say.Entry(word.Kind)}, {say.Time(word.At, seconds: true)}", word => word.Text)];

    private static IEnumerable<FieldChange> Differences<T>(Dictionary<string, T> before, Dictionary<string, T> after, Func<T, string> label, Func<T, string?> value)
        where T : class
    {
        foreach (var key in before.Keys.Union(after.Keys))
        {
            var (was, now) = (before.GetValueOrDefault(key), after.GetValueOrDefault(key));
            var (said, says) = (was is null ? null : value(was), now is null ? null : value(now));
            if (said != says) yield return new FieldChange(key, label((now ?? was)!), said, says);
        }
    }

    private static Dictionary<string, PastClock> Clocks(PastDocument? document) => (document?.Clocks ?? []).ToDictionary(clock => $"{clock.Clock} {clock.Round}");

    private static Dictionary<string, PastWord> Said(PastDocument? document) => (document?.Conversation ?? []).Select((word, i) => (word, i)).ToDictionary(one => $"{one.i} {one.word.At}", one => one.word);

    private string? Time(Instant? at) => at is { } instant ? say.Time(instant, seconds: true) : null;
}
