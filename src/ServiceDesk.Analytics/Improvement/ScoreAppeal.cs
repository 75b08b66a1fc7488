using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>A point is disputed: that of a rule, for an event.</summary>
[StoredName("analytics.score-appealed.v1")]
internal sealed record ScoreAppealed(
    string Event, string Rule, int RulesVersion, ScoreSubject Kind, string Scored, int Points, [property: Personal(nameof(ScoreAppealed.By))] string Why, string By, Instant At);

/// <summary>What became of it: the points that count from now on; those that were given stay on record.</summary>
[StoredName("analytics.score-appeal-decided.v1")]
internal sealed record ScoreAppealDecided(bool Granted, int Points, [property: Personal(nameof(ScoreAppealDecided.By))] string Why, string By, Instant At);

/// <summary>A point that may be disputed, as the rules gave it.</summary>
internal sealed record ScorePoint(LogPosition Event, string Type, string Subject, Instant Occurred, string Rule, string What, int RulesVersion, ScoreSubject Kind, string Scored, int Points);

/// <summary>An appeal, if there is one.</summary>
internal sealed record ScoreAppeal(ScoreAppealed? Appealed, ScoreAppealDecided? Decided) : IState<ScoreAppeal>
{
    private static readonly Guid space = new("2b8c3a9e-9b0d-5c5f-8f0a-6e1c7a54d1f2");

    public static ScoreAppeal Initial { get; } = new(null, null);

    /// <summary>One point has one appeal.</summary>
    public static Guid IdOf(string @event, string rule) => NameBasedId.Create(space, $"{@event}\n{rule}");

    public static string StreamOf(Guid id) => $"appeal-{id}";

    public ScoreAppeal Evolve(object @event) => @event switch
    {
        ScoreAppealed e => this with { Appealed = e },
        ScoreAppealDecided e => this with { Decided = e },
        _ => this,
    };
}

/// <summary>Disputes a point: whoever got it, or a lead for a team.</summary>
internal sealed record AppealScore(string Event, string Rule, string Why) : IInput<AppealScore>
{
    public static AppealScore Read(Input input) => new(input.RequiredText("event", 100), input.RequiredText("rule", 50), input.RequiredText("why", Register.LongestText));

    public Decision Decide(ScoreAppeal appeal, ScorePoint? point, Actor actor, Instant at)
    {
        if (point is null) return Decision.Missing;
        var mayAppeal = point.Kind == ScoreSubject.Person ? point.Scored == actor.Id : actor.Is(Roles.Lead, Roles.Admin);
        if (!mayAppeal) return Decision.Missing;
        return appeal.Appealed is not null
            ? Decision.Nothing
            : Decision.Accept(new ScoreAppealed(Event, Rule, point.RulesVersion, point.Kind, point.Scored, point.Points, Why, actor.Id, at));
    }
}

/// <summary>Decides on an appeal; nobody on one's own.</summary>
internal sealed record DecideAppeal(bool Granted, int? Points, string Why) : IInput<DecideAppeal>
{
    public static DecideAppeal Read(Input input)
    {
        var granted = input.Truth("granted");
        if (granted is null && !input.Refuses("granted")) input.Require("granted");
        return new DecideAppeal(granted ?? false, input.Whole("points", -1000, 1000), input.RequiredText("why", Register.LongestText));
    }

    public Decision Decide(ScoreAppeal appeal, Actor actor, Instant at)
    {
        if (appeal.Appealed is not { } appealed) return Decision.Missing;
        if (appeal.Decided is not null) return Decision.Reject("decided", "The appeal was decided.");
        if (appealed.By == actor.Id || (appealed.Kind == ScoreSubject.Person && appealed.Scored == actor.Id)) return Decision.Reject("own-appeal", "Somebody else decides on your appeal.");
        if (!Granted && Points is not null) return Decision.Invalid("points", "are for an appeal that is granted");
        return Decision.Accept(new ScoreAppealDecided(Granted, Granted ? Points ?? 0 : appealed.Points, Why, actor.Id, at));
    }
}
