using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>What tickets waited for somebody to begin with them, and the share for which somebody began before the first response was due.</summary>
internal sealed record Waiting(Duration Wait, decimal? InTime);

/// <summary>An estimate of a length of time, cut to seconds.</summary>
internal sealed record EstimatedTime(Duration Mean, Duration Low, Duration High, Duration Least, Duration Most)
{
    public static EstimatedTime Of(Estimate one) => new(Time(one.Mean), Time(one.Low), Time(one.High), Time(one.Least), Time(one.Most));

    private static Duration Time(double seconds) => Duration.FromSeconds((long)Math.Round(seconds));
}

/// <summary>An estimate of a share.</summary>
internal sealed record EstimatedShare(decimal Mean, decimal Low, decimal High, decimal Least, decimal Most)
{
    public static EstimatedShare Of(Estimate one) => new(Share(one.Mean), Share(one.Low), Share(one.High), Share(one.Least), Share(one.Most));

    private static decimal Share(double share) => Math.Round((decimal)Math.Clamp(share, 0, 1), 4);
}

/// <summary>What a roster comes to.</summary>
internal sealed record EstimatedWaiting(EstimatedTime Wait, EstimatedShare? InTime);

/// <summary>
/// A team, or (null) all: what was recorded, what the roster as it is gives in simulation, and what the other one would. Reproduced = the recorded waiting lies
/// where one period of the simulated roster lies; where it does not, the model is none of this team.
/// </summary>
internal sealed record StaffingRow(string? Team, int Tickets, Waiting Recorded, EstimatedWaiting AsRostered, bool Reproduced, EstimatedWaiting Asked, EstimatedTime Difference);

/// <summary>
/// Replays a period with a roster: the tickets of all organisations come as they came, and those of one of them (null = of all) are counted; how much work each is, is drawn from what was recorded for its team and priority. Every
/// replication draws the same for both rosters, so that the difference is that of the rosters. Pure.
/// </summary>
internal sealed class StaffingReplay(IReadOnlyList<StaffedTicket> tickets, IReadOnlyDictionary<Guid, long> efforts, string? organization, Instant from, Instant to, Instant known)
{
    /// <summary>Before the period, so that it does not begin with an empty desk.</summary>
    public static readonly Duration WarmUp = Duration.FromDays(7);

    /// <summary>After the period, so that what was opened at its end can be begun.</summary>
    public static readonly Duration Rest = Duration.FromDays(31);

    private const int LeastSample = 5;

    private readonly List<StaffedTicket> tickets = [.. tickets.OrderBy(one => one.OpenedAt).ThenBy(one => one.Ticket)];
    private readonly Instant end = Instant.Min(known, to + Rest);

    public List<StaffingRow> Run(StaffingRoster asRostered, StaffingRoster asked, int seed, int replications, CancellationToken cancel)
    {
        var pools = Pools();
        var (one, other) = (Desk.Of(asRostered, tickets, from - WarmUp, to + Rest), Desk.Of(asked, tickets, from - WarmUp, to + Rest));
        var (before, after) = (new Instant?[replications][], new Instant?[replications][]);
        Parallel.For(0, replications, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, replication =>
        {
            var chance = new Chance(((ulong)seed << 32) | (uint)replication);
            var drawn = pools.Select(pool => pool[chance.Below(pool.Length)]).ToList();
            (before[replication], after[replication]) = (one.Run(drawn), other.Run(drawn));
        });
        var counted = tickets.Index().Where(each => each.Item.OpenedAt >= from && each.Item.OpenedAt < to && (organization is null || each.Item.Organization == organization)).ToList();
        return
        [
            Row(null, counted, before, after),
            .. counted.GroupBy(each => each.Item.Team).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Row(group.Key, [.. group], before, after)),
        ];
    }

    /// <summary>From what the effort of each ticket is drawn: what was recorded for its team and priority, for its team, or for all, whichever is enough.</summary>
    private List<long[]> Pools()
    {
        var known = tickets.Where(one => efforts.ContainsKey(one.Ticket)).ToList();
        var all = known.Select(one => efforts[one.Ticket]).ToArray();
        var byTeam = known.GroupBy(one => one.Team).ToDictionary(one => one.Key, one => one.Select(each => efforts[each.Ticket]).ToArray());
        var byPriority = known.GroupBy(one => (one.Team, one.Priority)).ToDictionary(one => one.Key, one => one.Select(each => efforts[each.Ticket]).ToArray());
        return [.. tickets.Select(one =>
            byPriority.TryGetValue((one.Team, one.Priority), out var own) && own.Length >= LeastSample ? own
            : byTeam.TryGetValue(one.Team, out var team) && team.Length >= LeastSample ? team
            : all)];
    }

    private StaffingRow Row(string? team, List<(int Index, StaffedTicket Item)> counted, Instant?[][] before, Instant?[][] after)
    {
        var (one, other) = (before.Select(begun => Wait(counted, each => begun[each])).ToList(), after.Select(begun => Wait(counted, each => begun[each])).ToList());
        var recorded = Wait(counted, each => tickets[each].BegunAt);
        var asRostered = Estimate.Of(one);
        return new StaffingRow(
            team, counted.Count, new Waiting(Duration.FromSeconds((long)Math.Round(recorded)), InTime(counted, each => tickets[each].BegunAt) is { } share ? Math.Round((decimal)share, 4) : null),
            Waiting(counted, asRostered, before), asRostered.Holds(recorded), Waiting(counted, Estimate.Of(other), after),
            EstimatedTime.Of(Estimate.Of([.. one.Zip(other, (was, would) => would - was)])));
    }

    private EstimatedWaiting Waiting(List<(int Index, StaffedTicket Item)> counted, Estimate wait, Instant?[][] begun)
    {
        var shares = begun.Select(one => InTime(counted, each => one[each])).OfType<double>().ToList();
        return new EstimatedWaiting(EstimatedTime.Of(wait), shares.Count < begun.Length ? null : EstimatedShare.Of(Estimate.Of(shares)));
    }

    /// <summary>The mean in seconds; what had not begun by the end of what is known waited until then.</summary>
    private double Wait(List<(int Index, StaffedTicket Item)> counted, Func<int, Instant?> begun) =>
        counted.Count == 0 ? 0 : counted.Average(one => (Instant.Max(Instant.Min(begun(one.Index) ?? end, end), one.Item.OpenedAt) - one.Item.OpenedAt).TotalSeconds);

    /// <summary>Of the tickets whose first response was due by the end of what is known.</summary>
    private double? InTime(List<(int Index, StaffedTicket Item)> counted, Func<int, Instant?> begun)
    {
        var due = counted.Where(one => one.Item.Due <= end).ToList();
        return due.Count == 0 ? null : due.Average(one => begun(one.Index) <= one.Item.Due ? 1d : 0d);
    }

    /// <summary>The tickets and a roster in the words of the simulation.</summary>
    private sealed class Desk(Simulation simulation, IReadOnlyList<SimulatedTicket> tickets)
    {
        public static Desk Of(StaffingRoster roster, IReadOnlyList<StaffedTicket> tickets, Instant from, Instant to)
        {
            var classes = new Dictionary<(string Team, string Needs), int>();
            var (needs, teams) = (new List<IReadOnlyList<NeededSkill>>(), new List<string>());
            var simulated = new List<SimulatedTicket>(tickets.Count);
            foreach (var ticket in tickets)
            {
                var key = (ticket.Team, string.Join(';', ticket.Needs.Select(one => $"{one.Skill}:{one.Level}").Order(StringComparer.Ordinal)));
                if (!classes.TryGetValue(key, out var number))
                {
                    classes[key] = number = classes.Count;
                    needs.Add(ticket.Needs);
                    teams.Add(ticket.Team);
                }
                simulated.Add(new SimulatedTicket(number, (int)ticket.Priority, WorkHours.Of(ticket.OpenedAt)));
            }
            var agents = teams.Distinct().SelectMany(team => roster.Teams.GetValueOrDefault(team, [])).Distinct().Order(StringComparer.Ordinal)
                .Select(agent => new SimulatedAgent(
                    [.. Enumerable.Range(0, classes.Count).Where(one => roster.Teams.GetValueOrDefault(teams[one], []).Contains(agent))
                        .Select(one => new Ability(one, roster.Find(agent).Masters(needs[one], from, to))).Where(one => one.Days.HasAny)],
                    roster.HoursOf(agent, from, to)))
                .ToList();
            return new Desk(new Simulation(agents, classes.Count), simulated);
        }

        public Instant?[] Run(IReadOnlyList<long> drawn) => [.. simulation.Run(tickets, drawn).Select(at => at is { } begun ? Instant.FromUnixTimeTicks(begun * 10) : (Instant?)null)];
    }
}
