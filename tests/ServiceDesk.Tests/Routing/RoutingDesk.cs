using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Classification;
using ServiceDesk.Routing.Grading;
using RoutingTicket = ServiceDesk.Routing.Ticket;

namespace ServiceDesk.Tests;

/// <summary>Routing without a database: streams in memory, the same decisions and folds, and a clock that is told.</summary>
internal sealed class RoutingDesk
{
    private readonly Dictionary<string, object> loaded = [];

    public List<RecordedEvent> Log { get; } = [];

    public HashSet<string> NoAgents { get; } = [];

    /// <summary>The only organisation of those who are bound to one.</summary>
    public Dictionary<string, string> Organizations { get; } = [];

    public Instant Now { get; set; } = Desk.Opened;

    public IRoutingWork Work => new MemoryWork(this, Now);

    public RoutingTables Tables => new(
        State<Teams>(Teams.Stream).State, State<Teams>(Teams.Stream).Version, State<Roster>(Roster.Stream).State, State<Roster>(Roster.Stream).Version,
        State<AssignmentRulesHistory>(AssignmentRulesHistory.Stream).State.Versions.At(Now), agent => new AgentStanding(NoAgents.Contains(agent), Organizations.GetValueOrDefault(agent)));

    public Loaded<T> State<T>(string stream) where T : IState<T> => loaded.TryGetValue(stream, out var known) ? (Loaded<T>)known : Loaded<T>.Nothing;

    public TeamLoad Load(string? team) => State<TeamLoad>(TeamLoad.StreamOf(team)).State;

    public RoutingTicket Ticket(Guid id) => State<RoutingTicket>(Streams.Ticket(id)).State;

    public void Define(TeamDefined team) => Record<Teams>(Teams.Stream, team);

    public void Tell(object roster) => Record<Roster>(Roster.Stream, roster);

    public void Define(AssignmentRulesDefined rules) => Record<AssignmentRulesHistory>(AssignmentRulesHistory.Stream, rules);

    public void Record<T>(string stream, object body) where T : IState<T>
    {
        var before = State<T>(stream);
        var position = Log.Count + 1;
        var data = JsonSerializer.Serialize(body, body.GetType(), Desk.Types.Json);
        var meta = new EventMeta { Actor = "service:routing" };
        Log.Add(new RecordedEvent(new LogPosition("routing", position), stream, before.Version + 1, Desk.Types.NameOf(body), data, () => meta, Now, Now, () => Desk.Reread(body)));
        loaded[stream] = before.Apply(body, meta, before.Version + 1, position, Now);
    }

    public void Submit(Guid id, TicketSubmitted submitted) => TicketRoutes.Begin(Work, Tables, id, RoutingFacts.Of(submitted)).Wait();

    public void Resolve(Guid id)
    {
        if (Ticket(id) is { Counts: true } or { Waits: true }) TicketRoutes.End(Work, Tables, id, isSolved: true).Wait();
    }

    public void Reopen(Guid id)
    {
        if (Ticket(id).Assignment.HasEnded) TicketRoutes.Resume(Work, Tables, id).Wait();
    }

    public void Move(Guid id, string? team, AssignmentCause cause, string? by = null) => Assigning.Reroute(Work, Tables, id, team, new ServiceDesk.Routing.Move(cause, by)).Wait();

    public void Give(Guid id, string team, string agent, AssignmentCause cause) => Assigning.Give(Work, Tables, id, team, agent, new ServiceDesk.Routing.Move(cause, agent)).Wait();

    /// <summary>Says what a ticket is about, which the desk has still to hear.</summary>
    public TicketClassified Classify(Guid id, string category)
    {
        var before = Ticket(id).Routed!;
        var classified = new TicketClassified(category, before.Category, "by-person", null, Desk.Ada.Id, before.Requester, "x", Now);
        Change(id, classified);
        return classified;
    }

    public void Change(Guid id, object change) => Record<RoutingTicket>(Streams.Ticket(id), change);

    /// <summary>The desk hears of a change.</summary>
    public void Hear(Guid id, object change) => RerouteReaction.Answer(Work, Tables, id, change).Wait();

    /// <summary>What Intake tells of a correction.</summary>
    public void Correct(Guid id, FactsCorrected facts) => TicketRoutes.Correct(Work, () => Task.FromResult(Tables), id, facts, Desk.Ada.Id, GradingRules.Shipped).Wait();

    /// <summary>What Resolution tells of the work.</summary>
    public void HearStep(Guid id, object step)
    {
        if (StepsOfWork.TakesUp(step, Ticket(id).Routed!.Agent) is { } by) TakeUp(id, by);
    }

    public void TakeUp(Guid id, string by) => TicketRoutes.TakeUp(Work, id, by).Wait();

    /// <summary>What the watcher does in a turn.</summary>
    public void Sweep()
    {
        foreach (var team in Tables.Teams.All.Select(one => (string?)one.Team).Append(null))
        {
            while (AssignmentSweep.MoveDue(Work, Tables, team, int.MaxValue).Result > 0) { }
            if (team is not null) Assigning.Fill(Work, Tables, team, null, int.MaxValue).Wait();
        }
    }

    private sealed class MemoryWork(RoutingDesk desk, Instant at) : IRoutingWork
    {
        public Instant At => at;

        public Task<Loaded<T>> Load<T>(string stream) where T : IState<T> => Task.FromResult(desk.State<T>(stream));

        public void Record<T>(string stream, params IReadOnlyList<object> bodies) where T : IState<T>
        {
            foreach (var body in bodies) desk.Record<T>(stream, body);
        }
    }
}
