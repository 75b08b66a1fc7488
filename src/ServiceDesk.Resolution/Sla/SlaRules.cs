using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Sla;

/// <summary>What of a ticket decides which policy is its own.</summary>
internal sealed record PromiseFacts(string Organization, string? AffectedSystem, TicketKind Kind, Instant OpenedAt);

/// <summary>All versions of the SLA policies and of the working calendars: who promises what to whom is decided from these and from nothing else.</summary>
internal sealed record SlaRules(ImmutableList<SlaPoliciesDefined> Policies, ImmutableDictionary<string, ImmutableList<WorkingCalendarDefined>> Calendars)
{
    /// <summary>What the desk promises until somebody defines something else.</summary>
    public static SlaRules Shipped { get; } = new([ShippedPolicies.Definition], ImmutableDictionary<string, ImmutableList<WorkingCalendarDefined>>.Empty);

    /// <summary>The version in effect at an instant; before the first, the first.</summary>
    public SlaPoliciesDefined PoliciesAt(Instant at) => Policies.At(at);

    /// <summary>A calendar's version in effect at an instant; before the first, the first. Null when there is no such calendar.</summary>
    public WorkingCalendarDefined? CalendarAt(string name, Instant at) =>
        Calendars.TryGetValue(name, out var versions) ? versions.At(at) : null;

    /// <summary>
    /// The promise for a ticket: by the versions in effect when it was opened, or by later ones that say that they hold for open tickets, too.
    /// What it was judged by before is never taken back.
    /// </summary>
    public Promise Promise(PromiseFacts ticket, Priority priority, Promise? before, Instant at)
    {
        var opened = before is null ? PoliciesAt(ticket.OpenedAt).Version : before.Policies ?? 1;
        var running = Policies.FindLast(one => one.Running && one.EffectiveFrom <= at)?.Version ?? 1;
        var version = Math.Max(opened, running);
        if (version == 1) return SlaPolicy.For(priority);
        var (policy, targets) = Choose(Policies[version - 1].Policies, ticket, priority);
        return new Promise(string.Create(CultureInfo.InvariantCulture, $"{policy.Id}-{version}"), priority, targets.Response.Target, targets.Resolution.Target)
        {
            Policies = version,
            NoticeCalendar = VersionOf(policy.NoticeCalendar),
            Clocks = [.. PolicyRules.Clocks(targets).Select(one =>
                new ClockPromise(one.Clock, one.Terms.Target, VersionOf(one.Terms.Calendar), one.Terms.Pauses, one.Terms.Warnings, one.Terms.Reopening))],
        };

        CalendarVersion? VersionOf(string? name)
        {
            if (name is null) return null;
            var versions = Calendars[name];
            var known = (before is null ? [] : PromisedClocks.Calendars(before)).Where(one => one.Name == name).Select(one => one.Version).DefaultIfEmpty(CalendarAt(name, ticket.OpenedAt)!.Version).Max();
            return new CalendarVersion(name, Math.Max(known, versions.FindLast(one => one.Running && one.EffectiveFrom <= at)?.Version ?? 1));
        }
    }

    /// <summary>The first policy that fits the ticket and promises something for its priority. The rules of a definition see to it that there is one.</summary>
    public static (SlaPolicyDefinition Policy, SlaTargets Targets) Choose(IReadOnlyList<SlaPolicyDefinition> policies, PromiseFacts ticket, Priority priority) => policies
        .Where(one => Fits(one.Organizations, ticket.Organization) && Fits(one.Services, ticket.AffectedSystem) && (one.Kinds.Count == 0 || one.Kinds.Contains(ticket.Kind)))
        .Select(one => (Policy: one, Targets: one.Targets.FirstOrDefault(targets => targets.Priority == priority)!))
        .First(one => one.Targets is not null);

    private static bool Fits(IReadOnlyList<string> ids, string? id) => ids.Count == 0 || (id is not null && ids.Contains(id));
}
