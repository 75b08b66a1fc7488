using System.Collections.Immutable;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>What people wrote down when they looked back, and which of their improvements were made.</summary>
internal sealed record Review(ReviewRecorded? Recorded, ImmutableSortedDictionary<int, ImprovementDone> Done) : IState<Review>
{
    public static Review Initial { get; } = new(null, ImmutableSortedDictionary<int, ImprovementDone>.Empty);

    public static string StreamOf(Guid review) => $"review-{review}";

    public bool IsVisibleTo(Actor actor) => Recorded is not null && (actor.Organization is null || actor.Organization == Recorded.Organization);

    public Review Evolve(object @event) => @event switch
    {
        ReviewRecorded recorded => this with { Recorded = recorded },
        ImprovementDone done => this with { Done = Done.SetItem(done.Number, done) },
        _ => this,
    };
}
