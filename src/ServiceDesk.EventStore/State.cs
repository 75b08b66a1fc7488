namespace ServiceDesk.EventStore;

/// <summary>What a decision needs to remember of a stream: a value that its events fold into.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IState<TSelf> where TSelf : IState<TSelf>
{
    /// <summary>The state of a stream without events.</summary>
    static abstract TSelf Initial { get; }

    /// <summary>The state after one more event. Pure; an unknown event leaves the state as it is.</summary>
    /// <param name="event">The event's body, in the type that <see cref="EventTypes"/> registered for it.</param>
    TSelf Evolve(object @event);
}

/// <summary>What a pure decision answers: events to record, nothing to do, or a refusal.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <summary>The intent is already fulfilled: nothing is recorded and the caller gets success.</summary>
    public static Decision Nothing { get; } = new Accepted([]);

    /// <summary>There is no such thing for this caller: absent, or not theirs to know of (404).</summary>
    public static Decision Missing { get; } = new NotFound();

    /// <summary>Record these events, in this order.</summary>
    /// <param name="events">Bodies of registered event types.</param>
    public static Decision Accept(params IReadOnlyList<object> events) => new Accepted(events);

    /// <summary>A rule refuses the command (409).</summary>
    /// <param name="code">A stable word for programs, in kebab-case.</param>
    /// <param name="reason">A sentence for people.</param>
    public static Decision Reject(string code, string reason) => new Rejected(code, reason, null);

    /// <summary>A rule refuses the command because of several things (409).</summary>
    /// <param name="code">A stable word for programs, in kebab-case.</param>
    /// <param name="reason">A sentence for people.</param>
    /// <param name="parts">Each thing under its stable name, with a sentence for people.</param>
    public static Decision Reject(string code, string reason, IReadOnlyDictionary<string, string> parts) => new Rejected(code, reason, null) { Parts = parts };

    /// <summary>Several values of the command are wrong in the light of the state (422).</summary>
    /// <param name="fields">By the JSON name of a wrong field a sentence for people.</param>
    public static Decision Invalid(IReadOnlyDictionary<string, string> fields) => new Rejected("invalid", "The request has wrong fields.", null) { Parts = fields };

    /// <summary>A value of the command is wrong in the light of the state (422).</summary>
    /// <param name="field">The JSON name of the wrong field.</param>
    /// <param name="reason">A sentence for people.</param>
    public static Decision Invalid(string field, string reason) => new Rejected("invalid", reason, field);

    /// <summary>Events to record; empty when there is nothing to do.</summary>
    /// <param name="Events">Bodies in order.</param>
    public sealed record Accepted(IReadOnlyList<object> Events) : Decision;

    /// <summary>A refusal.</summary>
    /// <param name="Code">A stable word for programs.</param>
    /// <param name="Reason">A sentence for people.</param>
    /// <param name="Field">The wrong field, when one value is at fault.</param>
    public sealed record Rejected(string Code, string Reason, string? Field) : Decision
    {
        /// <summary>All that is in the way, by name; null when the reason says it.</summary>
        public IReadOnlyDictionary<string, string>? Parts { get; init; }
    }

    /// <summary>Absent, or not the caller's to know of.</summary>
    public sealed record NotFound : Decision;
}
