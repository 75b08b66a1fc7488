using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Problems;

/// <summary>An incident as far as repeats are looked for.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Number">Its number.</param>
/// <param name="Organization">Its customer organisation.</param>
/// <param name="Category">The category of the desk.</param>
/// <param name="System">The affected system as it was named first; null = none was.</param>
/// <param name="SystemKey">The same as it is compared.</param>
/// <param name="Priority">Null until it was routed.</param>
/// <param name="IsOrganizationWide">It hurts the whole organisation.</param>
/// <param name="IsCauseUnknown">It was solved here, and nobody said what had caused it.</param>
/// <param name="SubmittedAt">When it came.</param>
/// <param name="Text">What was written.</param>
internal sealed record Incident(
    Guid Ticket, string Number, string Organization, string Category, string? System, string? SystemKey, Priority? Priority, bool IsOrganizationWide, bool IsCauseUnknown,
    Instant SubmittedAt, IncidentText Text);

/// <summary>Incidents that may have one problem behind them, the latest first.</summary>
internal sealed record RepeatGroup(RepeatKind Kind, string Organization, IReadOnlyList<Incident> Members)
{
    public Incident Latest => Members[0];

    public Incident First => Members[^1];
}

/// <summary>
/// The incidents of the window by what they have in common, in memory. What a new incident costs does not depend on how many came before it. Incidents of
/// different organisations are never one repeat.
/// </summary>
internal sealed class Repeats(RepeatRule rule)
{
    /// <summary>Of more incidents the latest are held.</summary>
    public const int Most = 100_000;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Incident> incidents = [];
    private readonly SortedSet<(Instant, Guid)> inOrder = [];
    private readonly Dictionary<(string Organization, string Category, string System), HashSet<Guid>> bySystem = [];
    private readonly Dictionary<string, TextClusters> byText = [];

    public RepeatRule Rule => rule;

    public int Count { get { lock (gate) return incidents.Count; } }

    public Instant Since(Instant now) => now - Duration.FromDays(rule.WindowDays);

    /// <summary>Takes an incident in, or takes over what changed about it.</summary>
    public void Put(Incident incident)
    {
        lock (gate)
        {
            // Most changes are about category and priority, and leave the text where it is.
            var isSameText = incidents.TryGetValue(incident.Ticket, out var before) && before.Text.IsSameAs(incident.Text);
            if (!isSameText) Forget(incident.Ticket);
            else Leave(before!);
            incidents[incident.Ticket] = incident;
            inOrder.Add((incident.SubmittedAt, incident.Ticket));
            if (SystemOf(incident) is { } system)
            {
                if (!bySystem.TryGetValue(system, out var same)) bySystem[system] = same = [];
                same.Add(incident.Ticket);
            }
            if (!byText.TryGetValue(incident.Organization, out var texts)) byText[incident.Organization] = texts = new TextClusters(rule.Similarity);
            if (!isSameText) texts.Add(incident.Ticket, incident.Text);
            if (incidents.Count > Most) Forget(inOrder.Min.Item2);
        }
    }

    /// <summary>It does not count any more.</summary>
    public void Remove(Guid ticket)
    {
        lock (gate) Forget(ticket);
    }

    /// <summary>Forgets what has left the window.</summary>
    public void Forget(Instant now)
    {
        lock (gate)
        {
            while (inOrder.Count > 0 && inOrder.Min.Item1 < Since(now)) Forget(inOrder.Min.Item2);
        }
    }

    /// <summary>What the rule takes for repeats, of one organisation or of all.</summary>
    public IReadOnlyList<RepeatGroup> Find(string? organization, Instant now)
    {
        lock (gate)
        {
            var since = Since(now);
            var found = new List<RepeatGroup>();
            foreach (var (system, tickets) in bySystem)
            {
                if (organization is null || system.Organization == organization) Add(RepeatKind.SameSystem, system.Organization, tickets, rule.SameSystem);
            }
            foreach (var (owner, clusters) in byText)
            {
                if (organization is not null && owner != organization) continue;
                foreach (var tickets in clusters.All) Add(RepeatKind.SimilarText, owner, tickets, rule.SimilarText);
            }
            foreach (var incident in incidents.Values.Where(one => (organization is null || one.Organization == organization) && one.SubmittedAt >= since))
            {
                if (incident.IsOrganizationWide && rule.OrganizationWide || incident.Priority is { } high && rule.HighImpact.Contains(high))
                    found.Add(new RepeatGroup(RepeatKind.HighImpact, incident.Organization, [incident]));
                if (incident.IsCauseUnknown && incident.Priority is { } unknown && rule.UnknownCause.Contains(unknown))
                    found.Add(new RepeatGroup(RepeatKind.UnknownCause, incident.Organization, [incident]));
            }
            return found;

            void Add(RepeatKind kind, string owner, IReadOnlyCollection<Guid> tickets, int threshold)
            {
                if (tickets.Count < threshold) return;
                Incident[] members = [.. tickets.Select(ticket => incidents[ticket]).Where(one => one.SubmittedAt >= since).OrderByDescending(one => one.SubmittedAt).ThenByDescending(one => one.Ticket)];
                if (members.Length >= threshold) found.Add(new RepeatGroup(kind, owner, members));
            }
        }
    }

    private static (string, string, string)? SystemOf(Incident incident) => incident.SystemKey is { } system ? (incident.Organization, incident.Category, system) : null;

    private void Forget(Guid ticket)
    {
        if (!incidents.Remove(ticket, out var incident)) return;
        inOrder.Remove((incident.SubmittedAt, ticket));
        byText[incident.Organization].Remove(ticket);
        Leave(incident);
    }

    private void Leave(Incident incident)
    {
        if (SystemOf(incident) is not { } system) return;
        bySystem[system].Remove(incident.Ticket);
        if (bySystem[system].Count == 0) bySystem.Remove(system);
    }
}
