using System.Globalization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Problems;

/// <summary>How many incidents came in a period.</summary>
internal sealed record PeriodCount(Instant From, int Count);

/// <summary>An incident of a candidate.</summary>
internal sealed record CandidateMember(Guid Ticket, string Number, string? Subject, string? Status, string? Priority, Instant SubmittedAt);

/// <summary>Who dismissed a candidate, why, and with how many more incidents it comes back.</summary>
internal sealed record DismissedView(string By, string ByName, string? Why, Instant At, int Growth);

/// <summary>
/// Incidents that may have a problem behind them: why, in a sentence; what similar texts share, the most telling first; how many are linked with no problem, and
/// how many of those came in each seven days of the window, the oldest first; the latest of them; and problems with other incidents of the same kind.
/// </summary>
internal sealed record CandidateView(
    string Id, RepeatKind Kind, string Organization, string? Category, string? System, string Reason, IReadOnlyList<string> Words, int Count, int Threshold, int WindowDays, int RulesVersion,
    Instant FirstAt, Instant LastAt, IReadOnlyList<PeriodCount> Periods, IReadOnlyList<CandidateMember> Members, IReadOnlyList<RelatedProblem> Related, DismissedView? Dismissed)
{
    private static readonly Duration week = Duration.FromDays(7);

    public static CandidateView Of(RepeatCandidate candidate, IReadOnlyList<CandidateMember> members, AccessDirectory directory, Instant now)
    {
        var rule = candidate.Rules.Repeats;
        return new CandidateView(
            candidate.Id, candidate.Group.Kind, candidate.Group.Organization, candidate.Category, candidate.System, ReasonOf(candidate),
            candidate.Group.Kind == RepeatKind.SimilarText ? SharedWords([.. members.Select(one => one.Subject).OfType<string>()]) : [], candidate.Open.Count, candidate.Threshold, rule.WindowDays,
            candidate.Rules.Version, candidate.Open[^1].SubmittedAt, candidate.Open[0].SubmittedAt, Weeks(candidate.Open, now - Duration.FromDays(rule.WindowDays), now), members, candidate.Related,
            candidate.Dismissed is { } one ? new DismissedView(one.By, directory.NameOf(one.By), one.Why, one.At, one.Growth) : null);
    }

    /// <summary>The counts of seven days each; the last ends now, the first may be shorter.</summary>
    public static IReadOnlyList<PeriodCount> Weeks(IReadOnlyList<Incident> incidents, Instant from, Instant now)
    {
        var weeks = new List<PeriodCount>();
        for (var end = now; end > from; end -= week)
        {
            var start = Instant.Max(from, end - week);
            weeks.Add(new PeriodCount(start, incidents.Count(one => one.SubmittedAt >= start && (one.SubmittedAt < end || end == now))));
        }
        weeks.Reverse();
        return weeks;
    }

    /// <summary>Tokens of more than half of the subjects, without those that nearly every ticket has.</summary>
    public static IReadOnlyList<string> SharedWords(IReadOnlyList<string> subjects) =>
    [
        .. subjects.SelectMany(subject => TextTokens.Of(subject).Where(token => token.Weight > 1)).GroupBy(token => token).Where(group => group.Count() * 2 > subjects.Count)
            .OrderByDescending(group => group.Key.Weight).ThenByDescending(group => group.Count()).ThenBy(group => group.Key.Text, StringComparer.Ordinal).Select(group => group.Key.Text).Take(8),
    ];

    private static string ReasonOf(RepeatCandidate candidate)
    {
        var (count, rule) = (candidate.Open.Count, candidate.Rules.Repeats);
        var enough = string.Create(CultureInfo.InvariantCulture, $"within {rule.WindowDays} days; {candidate.Threshold} make a candidate");
        return candidate.Group.Kind switch
        {
            RepeatKind.SameSystem => string.Create(CultureInfo.InvariantCulture, $"{count} incidents of category {candidate.Category} about {candidate.System} {enough}."),
            RepeatKind.SimilarText => string.Create(CultureInfo.InvariantCulture, $"{count} incidents with texts that are alike by {rule.Similarity} % or more {enough}."),
            RepeatKind.HighImpact => candidate.Open[0].IsOrganizationWide && rule.OrganizationWide
                ? "The incident hurt the whole organisation."
                : $"The incident had priority {Hosting.Words.Of(candidate.Open[0].Priority!.Value)}.",
            _ => $"The incident of priority {Hosting.Words.Of(candidate.Open[0].Priority!.Value)} was solved without its cause being told.",
        };
    }
}

/// <summary>A page of candidates.</summary>
internal sealed record CandidatePage(IReadOnlyList<CandidateView> Items, string? Next);

/// <summary>Which candidates. Dismissed may be true: those that were dismissed and have not grown.</summary>
internal sealed record CandidateQuery(string? Organization, string? Kind, bool? Dismissed, int? Limit, string? After);

internal static class GetCandidates
{
    private const int UsualLimit = 20;
    private const int MostLimit = 100;
    private const int MembersShown = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/problems/candidates",
        async ([AsParameters] CandidateQuery query, Actor actor, RepeatCandidates candidates, Journal journal, AccessDirectory directory, IClock clock, CancellationToken cancel) =>
        {
            if (query.Kind is not null && Words.Find<RepeatKind>(query.Kind) is null)
                return Hosting.Problem.Field("kind", $"must be one of {string.Join(", ", Enum.GetValues<RepeatKind>().Select(Words.Of))}");
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Hosting.Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!TryReadCursor(query.After, out var after)) return Hosting.Problem.Field("after", "must be the next of an earlier page");
            if (actor.Organization is { } own && query.Organization is { } other && own != other) return TypedResults.Ok(new CandidatePage([], null));

            var wanted = (await candidates.All(actor.Organization ?? query.Organization, actor, cancel))
                .Where(one => (one.Dismissed is not null) == (query.Dismissed ?? false) && (query.Kind is null || Words.Of(one.Group.Kind) == query.Kind))
                .Where(one => after is not var (count, id) || one.Open.Count < count || (one.Open.Count == count && string.CompareOrdinal(one.Id, id) > 0))
                .Take(limit + 1).ToList();
            var page = wanted.Take(limit).ToList();
            var members = await Members([.. page.SelectMany(Shown).Select(one => one.Ticket).Distinct()], journal, cancel);
            var now = clock.GetCurrentInstant();
            return (IResult)TypedResults.Ok(new CandidatePage(
                [.. page.Select(one => CandidateView.Of(one, [.. Shown(one).Select(member => members.GetValueOrDefault(member.Ticket) ?? Bare(member))], directory, now))],
                wanted.Count > limit ? string.Create(CultureInfo.InvariantCulture, $"{page[^1].Open.Count}.{page[^1].Id}") : null));
        })
        .For(ProblemCommand.Readers).Produces<CandidatePage>().WithSummary("Incidents that repeat, hurt much or were solved without a cause, and are linked with no problem.");

    private static IEnumerable<Incident> Shown(RepeatCandidate candidate) => candidate.Open.Take(MembersShown);

    private static CandidateMember Bare(Incident incident) => new(incident.Ticket, incident.Number, null, null, null, incident.SubmittedAt);

    private static async Task<Dictionary<Guid, CandidateMember>> Members(Guid[] tickets, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select id, number, case when confidential then number else subject end as subject, status, priority, opened_at from cases where id = any ($1)");
        command.Parameters.Add(new() { Value = tickets });
        var members = new Dictionary<Guid, CandidateMember>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            members[row.GetGuid(0)] = new CandidateMember(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4), Instant.FromDateTimeUtc(row.GetDateTime(5)));
        }
        return members;
    }

    private static bool TryReadCursor(string? text, out (int Count, string Id)? cursor)
    {
        cursor = null;
        if (text is null) return true;
        if (text.Split('.', 2) is not [var count, var id] || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var members)) return false;
        cursor = (members, id);
        return true;
    }
}
