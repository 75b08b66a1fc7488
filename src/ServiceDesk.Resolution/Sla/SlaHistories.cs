using System.Collections.Immutable;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Sla;

/// <summary>All versions of the SLA policies, beginning with the one that is shipped.</summary>
internal sealed record PoliciesHistory(ImmutableList<SlaPoliciesDefined> Versions) : IState<PoliciesHistory>
{
    public static PoliciesHistory Initial { get; } = new([ShippedPolicies.Definition]);

    public PoliciesHistory Evolve(object @event) => @event is SlaPoliciesDefined defined ? new PoliciesHistory(Versions.Add(defined)) : this;
}

/// <summary>All versions of a working calendar.</summary>
internal sealed record CalendarHistory(ImmutableList<WorkingCalendarDefined> Versions) : IState<CalendarHistory>
{
    public static CalendarHistory Initial { get; } = new([]);

    public CalendarHistory Evolve(object @event) => @event is WorkingCalendarDefined defined ? new CalendarHistory(Versions.Add(defined)) : this;
}
