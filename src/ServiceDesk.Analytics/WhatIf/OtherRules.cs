using System.Collections.Concurrent;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>What decides which policy is a ticket's.</summary>
internal sealed record PolicyFacts(string Organization, string? Service, TicketKind Kind, Instant OpenedAt);

/// <summary>
/// The rules by which clocks are judged again: policies and calendars that take the place of those that were in effect. What is not replaced stays as it was
/// promised.
/// </summary>
internal sealed class OtherRules(IReadOnlyList<SlaPolicyDefinition>? policies, IReadOnlyDictionary<string, WorkCalendar> replaced, IReadOnlyDictionary<string, List<WorkingCalendarDefined>> recorded)
{
    /// <summary>The version that stands for a calendar of the question; recorded ones count from 1.</summary>
    public const int Asked = int.MaxValue;

    private readonly ConcurrentDictionary<CalendarKey, WorkCalendar> compiled = [];
    private readonly ConcurrentDictionary<(Promise Promise, PolicyFacts? Facts), IReadOnlyList<ClockTerms>> known = [];

    /// <summary>Nothing is replaced: what was promised, by the calendars that were recorded.</summary>
    public static OtherRules None(IReadOnlyDictionary<string, List<WorkingCalendarDefined>> recorded) => new(null, new Dictionary<string, WorkCalendar>(), recorded);

    /// <summary>The terms that a promise would have been.</summary>
    public IReadOnlyList<ClockTerms> Terms(Promise promise, PolicyFacts ticket)
    {
        if (policies is null) return known.GetOrAdd((promise, null), one => [.. PromisedTerms.Of(one.Promise).Select(Replace)]);
        // The instant of opening chooses among the versions of calendars only.
        var (policy, targets) = Choose(ticket, promise.Priority);
        return [.. Clocks(targets).Select(one => Replace(PromisedTerms.Of(
            new ClockPromise(one.Clock, one.Terms.Target, VersionOf(one.Terms.Calendar, ticket.OpenedAt), one.Terms.Pauses, one.Terms.Warnings, one.Terms.Reopening), policy.Id)))];
    }

    /// <summary>A calendar that terms count by.</summary>
    public WorkCalendar Find(CalendarKey key)
    {
        if (key == WorkCalendar.AlwaysOpen.Key) return WorkCalendar.AlwaysOpen;
        if (key.Version == Asked) return replaced[key.Name];
        return compiled.GetOrAdd(key, one => WorkCalendar.Create(CalendarForms.Definition(recorded[one.Name][one.Version - 1])));
    }

    /// <summary>All calendars that can be named.</summary>
    public bool Knows(string calendar) => replaced.ContainsKey(calendar) || recorded.ContainsKey(calendar);

    public static IEnumerable<(ClockName Clock, ClockTarget Terms)> Clocks(SlaTargets targets)
    {
        yield return (ClockName.Response, targets.Response);
        if (targets.Diagnosis is { } diagnosis) yield return (ClockName.Diagnosis, diagnosis);
        if (targets.Update is { } update) yield return (ClockName.Update, update);
        yield return (ClockName.Resolution, targets.Resolution);
    }

    private ClockTerms Replace(ClockTerms terms) => replaced.ContainsKey(terms.Calendar.Name) ? terms with { Calendar = new CalendarKey(terms.Calendar.Name, Asked) } : terms;

    private CalendarVersion? VersionOf(string? name, Instant openedAt) => name is null ? null
        : replaced.ContainsKey(name) ? new CalendarVersion(name, Asked)
        : new CalendarVersion(name, recorded[name].At(openedAt).Version);

    /// <summary>The first that fits; whoever asks sees to it that there is one.</summary>
    private (SlaPolicyDefinition Policy, SlaTargets Targets) Choose(PolicyFacts ticket, Priority priority)
    {
        foreach (var policy in policies!)
        {
            if (!Fits(policy.Organizations, ticket.Organization) || !Fits(policy.Services, ticket.Service) || !(policy.Kinds.Count == 0 || policy.Kinds.Contains(ticket.Kind))) continue;
            if (policy.Targets.FirstOrDefault(one => one.Priority == priority) is { } targets) return (policy, targets);
        }
        throw new InvalidOperationException($"No policy promises anything for {priority}.");
    }

    private static bool Fits(IReadOnlyList<string> ids, string? id) => ids.Count == 0 || (id is not null && ids.Contains(id));
}
