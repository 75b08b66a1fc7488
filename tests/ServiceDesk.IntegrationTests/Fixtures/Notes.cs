using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>The event with which the laws of the store are tested.</summary>
[StoredName("law.noted.v1")]
public sealed record Noted(string Text);

/// <summary>All that was noted in a stream, in order.</summary>
public sealed record Tally(int Count, string Texts) : IState<Tally>
{
    public static Tally Initial { get; } = new(0, "");

    public Tally Evolve(object @event) => @event is Noted noted ? new Tally(Count + 1, $"{Texts}{noted.Text};") : this;
}

internal static class Notes
{
    public static EventMeta Meta { get; } = new() { Actor = "law" };

    public static Instant Now => SystemClock.Instance.GetCurrentInstant();

    public static NewEvent Event(string text) => new(new Noted(text), Meta, Now);

    public static NewEvent Event(string text, EventMeta meta) => new(new Noted(text), meta, Now);

    public static StreamAppend To(string stream, int expected, params IEnumerable<string> texts) => new(stream, expected, [.. texts.Select(Event)]);

    /// <summary>Notes a text in a stream at whatever version it has.</summary>
    public static Task<Outcome<Tally>> Note(this Journal journal, string stream, string text) =>
        journal.Handle<Tally>(stream, null, _ => Decision.Accept(new Noted(text)), Meta, Now, TestContext.Current.CancellationToken);

    public static Task<AppendResult> Append(this Journal journal, params IReadOnlyList<StreamAppend> streams) =>
        journal.Append(streams, TestContext.Current.CancellationToken);

    public static async Task<string> Texts(this Journal journal, string stream) =>
        (await journal.Load<Tally>(stream, TestContext.Current.CancellationToken)).State.Texts;
}
