using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Rules;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>What decides which policy is a ticket's.</summary>
internal sealed record PolicyFacts(string Organization, string? Service, TicketKind Kind, Instant OpenedAt);

/// <summary>The rules that take the place of those that were in effect; null, or no calendar, replaces nothing.</summary>
internal sealed record AskedRules(IReadOnlyList<SlaPolicyDefinition>? Policies, IReadOnlyDictionary<string, WorkCalendar> Calendars, PriorityTable? Table)
{
    public static AskedRules None { get; } = new(null, new Dictionary<string, WorkCalendar>(), null);
}

/// <summary>The rules by which tickets are graded and clocks are judged again. What is not replaced stays as it was promised.</summary>
internal sealed class OtherRules(AskedRules asked, RecordedRules recorded)
{
    /// <summary>The version that stands for a calendar of the question; recorded ones count from 1.</summary>
    public const int Asked = int.MaxValue;

    private readonly OtherTable? table = asked.Table is null ? null : new OtherTable(asked.Table, recorded.Tables);
    private readonly ConcurrentDictionary<CalendarKey, WorkCalendar> compiled = [];
    private readonly ConcurrentDictionary<Promise, IReadOnlyList<ClockTerms>> known = [];

    /// <summary>Nothing is replaced: what was promised, by the calendars that were recorded.</summary>
    public static OtherRules None(RecordedRules recorded) => new(AskedRules.None, recorded);

    /// <summary>The priority that a grade would have been.</summary>
    public Priority Grade(StoryGrade grade) => table?.Of(grade) ?? grade.Priority;

    /// <summary>The terms that a promise would have been for a priority, at an instant.</summary>
    public IReadOnlyList<ClockTerms> Terms(Promise promise, PolicyFacts ticket, Priority priority, Instant at)
    {
        if (asked.Policies is { } policies) return Terms(policies, null, ticket, priority, at);
        if (priority == promise.Priority) return known.GetOrAdd(promise, one => [.. PromisedTerms.Of(one).Select(Replace)]);
        if (promise.Policies is { } version and > 1) return Terms(recorded.Policies[version - 2].Policies, version, ticket, priority, at);
        var (response, resolution) = StandardTargets.Of((int)priority + 1);
        return Terms(new Promise(StandardTargets.Version, priority, response, resolution), ticket, priority, at);
    }

    /// <summary>A calendar that terms count by.</summary>
    public WorkCalendar Find(CalendarKey key)
    {
        if (key == WorkCalendar.AlwaysOpen.Key) return WorkCalendar.AlwaysOpen;
        if (key.Version == Asked) return asked.Calendars[key.Name];
        return compiled.GetOrAdd(key, one => WorkCalendar.Create(CalendarForms.Definition(recorded.Calendars[one.Name][one.Version - 1])));
    }

    /// <summary>All calendars that can be named.</summary>
    public bool Knows(string calendar) => asked.Calendars.ContainsKey(calendar) || recorded.Calendars.ContainsKey(calendar);

    public static IEnumerable<(ClockName Clock, ClockTarget Terms)> Clocks(SlaTargets targets)
    {
        yield return (ClockName.Response, targets.Response);
        if (targets.Diagnosis is { } diagnosis) yield return (ClockName.Diagnosis, diagnosis);
        if (targets.Update is { } update) yield return (ClockName.Update, update);
        yield return (ClockName.Resolution, targets.Resolution);
    }

    private IReadOnlyList<ClockTerms> Terms(IReadOnlyList<SlaPolicyDefinition> policies, int? version, PolicyFacts ticket, Priority priority, Instant at)
    {
        var (policy, targets) = Choose(policies, ticket, priority);
        var name = version is null ? policy.Id : string.Create(CultureInfo.InvariantCulture, $"{policy.Id}-{version}");
        return [.. Clocks(targets).Select(one => Replace(PromisedTerms.Of(
            new ClockPromise(one.Clock, one.Terms.Target, VersionOf(one.Terms.Calendar, ticket.OpenedAt, at), one.Terms.Pauses, one.Terms.Warnings, one.Terms.Reopening), name)))];
    }

    private ClockTerms Replace(ClockTerms terms) => asked.Calendars.ContainsKey(terms.Calendar.Name) ? terms with { Calendar = new CalendarKey(terms.Calendar.Name, Asked) } : terms;

    /// <summary>The version in effect when the ticket was opened, or a later one that held for open tickets by then.</summary>
    private CalendarVersion? VersionOf(string? name, Instant openedAt, Instant at)
    {
        if (name is null) return null;
        if (asked.Calendars.ContainsKey(name)) return new CalendarVersion(name, Asked);
        var versions = recorded.Calendars[name];
        return new CalendarVersion(name, Math.Max(versions.At(openedAt).Version, versions.FindLast(one => one.Running && one.EffectiveFrom <= at)?.Version ?? 1));
    }

    /// <summary>The first that fits; whoever asks sees to it that there is one.</summary>
    private static (SlaPolicyDefinition Policy, SlaTargets Targets) Choose(IReadOnlyList<SlaPolicyDefinition> policies, PolicyFacts ticket, Priority priority)
    {
        foreach (var policy in policies)
        {
            if (!Fits(policy.Organizations, ticket.Organization) || !Fits(policy.Services, ticket.Service) || !(policy.Kinds.Count == 0 || policy.Kinds.Contains(ticket.Kind))) continue;
            if (policy.Targets.FirstOrDefault(one => one.Priority == priority) is { } targets) return (policy, targets);
        }
        throw new InvalidOperationException($"No policy promises anything for {priority}.");
    }

    private static bool Fits(IReadOnlyList<string> ids, string? id) => ids.Count == 0 || (id is not null && ids.Contains(id));
}
