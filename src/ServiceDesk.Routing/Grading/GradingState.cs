using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Routing.Grading;

/// <summary>By its grade the ticket may be a major incident. Said once per ticket; whether it is one, people say.</summary>
[StoredName("routing.major-incident-suspected.v1")]
internal sealed record MajorIncidentSuspected(string Rule, Priority Priority, string Category, string? AffectedSystem, Instant At);

/// <summary>How the ticket was graded after its first routing, in order, and whether it is suspected to be a major incident.</summary>
internal sealed record GradingState(ImmutableList<TicketGraded> Grades, MajorIncidentSuspected? Suspected)
{
    public static GradingState Initial { get; } = new([], null);

    public GradingState Evolve(object @event) => @event switch
    {
        TicketGraded graded => this with { Grades = Grades.Add(graded) },
        MajorIncidentSuspected suspected => this with { Suspected = suspected },
        _ => this,
    };
}
