using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>That a candidate was dismissed, and which incidents it had then.</summary>
internal sealed record Dismissal(string Candidate, RepeatKind Kind, string Organization, IReadOnlySet<Guid> Tickets, int Growth, string? Why, string By, Instant At)
{
    /// <summary>Whether it keeps a candidate away: the same one, or one that shares incidents with it, as long as it has not grown.</summary>
    public bool Hides(RepeatCandidate candidate) =>
        candidate.Group.Kind == Kind && candidate.Group.Organization == Organization
        && (candidate.Id == Candidate || candidate.Open.Any(one => Tickets.Contains(one.Ticket)))
        && candidate.Open.Count(one => !Tickets.Contains(one.Ticket)) < Growth;
}

/// <summary>A problem that has incidents of a candidate already.</summary>
internal sealed record RelatedProblem(Guid Id, string Number);

/// <summary>Incidents that may have one problem behind them and are linked with none.</summary>
/// <param name="Id">The same as long as its first incident stays in the window.</param>
/// <param name="Group">All incidents that belong together.</param>
/// <param name="Open">Those that are linked with no problem, the latest first.</param>
/// <param name="Threshold">How many make a candidate.</param>
/// <param name="Rules">By which it was found.</param>
internal sealed record RepeatCandidate(string Id, RepeatGroup Group, IReadOnlyList<Incident> Open, int Threshold, ProblemRulesDefined Rules)
{
    private static readonly Guid systems = new("5b0b6f0e-41f5-5c0e-8d6f-6f1f1f0c2a77");

    /// <summary>Problems with other incidents of the group, as far as they are the reader's to know of.</summary>
    public IReadOnlyList<RelatedProblem> Related { get; init; } = [];

    /// <summary>What keeps it away; null = nothing.</summary>
    public Dismissal? Dismissed { get; init; }

    public string? Category => Group.Kind == RepeatKind.SameSystem ? Group.Latest.Category : null;

    public string? System => Group.Kind == RepeatKind.SameSystem ? Group.Latest.System : null;

    /// <summary>What a problem is called that is opened for it; no words of a requester.</summary>
    public string Title => Group.Kind switch
    {
        RepeatKind.SameSystem => $"{System} · {Category} ({Open.Count})",
        RepeatKind.SimilarText => $"{Open[^1].Number} … {Open[0].Number} ({Open.Count})",
        _ => Open[0].System is { } system ? $"{Open[0].Number} · {system}" : Open[0].Number,
    };

    public FoundRepeat AsFound() => new(Id, Group.Kind, Category, System, Open.Count, Threshold, Rules.Repeats.WindowDays, Rules.Version);

    /// <summary>Null when too few of its incidents are linked with no problem.</summary>
    public static RepeatCandidate? Of(RepeatGroup group, IReadOnlyDictionary<Guid, RelatedProblem> linked, ProblemRulesDefined rules)
    {
        var threshold = ThresholdOf(group.Kind, rules.Repeats);
        Incident[] open = [.. group.Members.Where(one => !linked.ContainsKey(one.Ticket))];
        return open.Length < threshold ? null : new RepeatCandidate(IdOf(group), group, open, threshold, rules)
        {
            Related = [.. group.Members.Select(one => linked.GetValueOrDefault(one.Ticket)).OfType<RelatedProblem>().Where(one => one.Id != Guid.Empty).Distinct().OrderBy(one => one.Number, StringComparer.Ordinal)],
        };
    }

    public static int ThresholdOf(RepeatKind kind, RepeatRule rule) => kind switch
    {
        RepeatKind.SameSystem => rule.SameSystem,
        RepeatKind.SimilarText => rule.SimilarText,
        _ => 1,
    };

    private static string IdOf(RepeatGroup group) => group.Kind switch
    {
        RepeatKind.SameSystem => $"system-{NameBasedId.Create(systems, $"{group.Organization}\n{group.Latest.Category}\n{group.Latest.SystemKey}")}",
        RepeatKind.SimilarText => $"text-{group.First.Ticket}",
        RepeatKind.HighImpact => $"impact-{group.First.Ticket}",
        _ => $"cause-{group.First.Ticket}",
    };
}

/// <summary>What may be a problem and is none yet.</summary>
internal sealed class RepeatCandidates(RepeatWatch watch, ProblemRules rules, Journal journal, IClock clock)
{
    /// <summary>All candidates of an organisation, or of all for who is bound to none; the largest first.</summary>
    public async Task<IReadOnlyList<RepeatCandidate>> All(string? organization, Actor actor, CancellationToken cancel)
    {
        var repeats = await watch.Now(cancel);
        var groups = repeats.Find(organization, clock.GetCurrentInstant());
        var linked = await Linked([.. groups.SelectMany(group => group.Members).Select(one => one.Ticket).Distinct()], actor, cancel);
        var dismissals = await Dismissals(organization, cancel);
        return
        [
            .. groups.Select(group => RepeatCandidate.Of(group, linked, rules.Now)).OfType<RepeatCandidate>()
                .Select(one => one with { Dismissed = dismissals.FirstOrDefault(dismissal => dismissal.Hides(one)) })
                .OrderByDescending(one => one.Open.Count).ThenBy(one => one.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>The candidate of this id, dismissed or not; of similar texts the one that has the incident which the id names.</summary>
    public async Task<RepeatCandidate?> Find(string id, Actor actor, CancellationToken cancel)
    {
        var all = await All(actor.Organization, actor, cancel);
        return all.FirstOrDefault(one => one.Id == id)
            ?? (id.StartsWith("text-", StringComparison.Ordinal) && Guid.TryParse(id.AsSpan(5), out var ticket)
                ? all.FirstOrDefault(one => one.Group.Kind == RepeatKind.SimilarText && one.Group.Members.Any(member => member.Ticket == ticket))
                : null);
    }

    /// <summary>The incidents that are linked with a problem; one that the actor may not know of has no id.</summary>
    private async Task<IReadOnlyDictionary<Guid, RelatedProblem>> Linked(Guid[] tickets, Actor actor, CancellationToken cancel)
    {
        var linked = new Dictionary<Guid, RelatedProblem>();
        if (tickets.Length == 0) return linked;
        await using var command = journal.Database.CreateCommand(
            "select i.ticket, p.id, p.number, p.organization from problem_incidents i join problems p on p.id = i.problem where i.ticket = any ($1) order by p.opened_at, p.id");
        command.Parameters.Add(new() { Value = tickets });
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var isVisible = actor.Organization is null || (!row.IsDBNull(3) && row.GetString(3) == actor.Organization);
            linked[row.GetGuid(0)] = isVisible ? new RelatedProblem(row.GetGuid(1), row.GetString(2)) : new RelatedProblem(Guid.Empty, "");
        }
        return linked;
    }

    private async Task<IReadOnlyList<Dismissal>> Dismissals(string? organization, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            select candidate, kind, organization, tickets, growth, why, by, at
            from dismissed_repeats
            where ($1::text is null or organization = $1)
            order by position desc
            """);
        command.Parameters.Add(new() { Value = organization ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        var dismissals = new List<Dismissal>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            dismissals.Add(new Dismissal(
                row.GetString(0), Words.Find<RepeatKind>(row.GetString(1))!.Value, row.GetString(2), row.GetFieldValue<Guid[]>(3).ToHashSet(), row.GetInt32(4),
                row.IsDBNull(5) ? null : row.GetString(5), row.GetString(6), Instant.FromDateTimeUtc(row.GetDateTime(7))));
        }
        return dismissals;
    }
}
