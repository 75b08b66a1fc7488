using System.Text.Json;
using ServiceDesk.EventStore;

namespace ServiceDesk.Tests;

/// <summary>Given what happened, when something is decided, then these events, none, or a refusal.</summary>
internal sealed record DeciderSpec<T>(T State) where T : IState<T>
{
    public static DeciderSpec<T> Given(params object[] events) => new(events.Aggregate(T.Initial, (state, body) => state.Evolve(body)));

    public Decided When(Func<T, Decision> decide) => new(decide(State));
}

internal sealed record Decided(Decision Decision)
{
    public void Then(params object[] events) => Decision.ShouldBeOfType<Decision.Accepted>().Events.Select(AsRecorded).ShouldBe(events.Select(AsRecorded));

    public void ThenNothing() => Decision.ShouldBeOfType<Decision.Accepted>().Events.ShouldBeEmpty();

    public void ThenRejected(string code) => (Refusal.Code, Refusal.Field).ShouldBe((code, null));

    public void ThenInvalid(string field) => (Refusal.Code, Refusal.Field).ShouldBe(("invalid", field));

    public void ThenMissing() => Decision.ShouldBeOfType<Decision.NotFound>();

    private Decision.Rejected Refusal => Decision.ShouldBeOfType<Decision.Rejected>();

    /// <summary>As it will stand in the log: two events are the same when their stored name and JSON are.</summary>
    private static string AsRecorded(object body) => $"{Desk.Types.NameOf(body)} {JsonSerializer.Serialize(body, Desk.Types.Json)}";
}
