using System.Collections.Immutable;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>
/// A knowledge article: what is served, and what is written for the next version. Writers are those who wrote something of what is not published
/// yet: none of them may review it.
/// </summary>
internal sealed record Article(
    string Number, ArticleContent? Published, int Version, ArticleContent? Working, bool InReview, ImmutableHashSet<string> Writers, bool Retired,
    ImmutableList<ArticleLinked> Links) : IState<Article>
{
    public static Article Initial { get; } = new("", null, 0, null, false, [], false, []);

    public bool Exists => Number.Length > 0;

    /// <summary>Whether it is served to those for whom it is written.</summary>
    public bool IsServed => Published is not null && !Retired;

    public Article Evolve(object @event) => @event switch
    {
        ArticleDrafted drafted => this with { Number = drafted.Number, Working = drafted.Content, Writers = [drafted.By] },
        ArticleRevised revised => this with { Working = revised.Content, InReview = false, Writers = Writers.Add(revised.By) },
        ArticleSubmitted => this with { InReview = true },
        ArticleRefused => this with { InReview = false },
        ArticlePublished published => this with { Published = published.Content, Version = published.Version, Working = null, InReview = false, Writers = [] },
        ArticleRetired => this with { Retired = true, InReview = false },
        ArticleLinked linked => this with { Links = Links.Add(linked) },
        ArticleUnlinked unlinked => this with { Links = Links.RemoveAll(link => link.Ticket == unlinked.Ticket) },
        _ => this,
    };

    /// <summary>Whether the actor may know of it, in any of its versions.</summary>
    public bool IsVisibleTo(Actor actor) => Exists
        && (actor.KeepsKnowledge() ? new[] { Published, Working }.Any(content => content is not null && actor.MayRead(content)) : IsShownTo(actor));

    /// <summary>Whether the actor is served its published version.</summary>
    public bool IsShownTo(Actor actor) => IsServed && actor.MayRead(Published!);
}

/// <summary>Who reads and who writes articles.</summary>
internal static class KnowledgeAccess
{
    /// <summary>Those who write articles, and review what others wrote.</summary>
    public static readonly string[] Writers = [Roles.Agent, Roles.Lead, Roles.Admin];

    /// <summary>Those who read articles that are not for requesters, and drafts.</summary>
    private static readonly string[] keepers = [.. Writers, Roles.Auditor, Roles.Analyst];

    public static bool KeepsKnowledge(this Actor actor) => actor.Is(keepers);

    /// <summary>The people of the desk read what is for all and what is for an organisation that they see; everybody else what is for requesters of all or of their own.</summary>
    public static bool MayRead(this Actor actor, ArticleContent content) => actor.KeepsKnowledge()
        ? content.Organization is null || actor.Organization is null || content.Organization == actor.Organization
        : content.Audience == Audience.Requester && (content.Organization is null || content.Organization == actor.Organization);

    /// <summary>Who acts for one organisation writes for that one only.</summary>
    public static bool MayWriteFor(this Actor actor, string? organization) => actor.Organization is null || actor.Organization == organization;
}
