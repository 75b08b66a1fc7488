using System.Runtime.InteropServices;

namespace ServiceDesk.Resolution.Problems;

/// <summary>
/// Incidents whose texts are alike. Each cluster is led by the text that began it; an incident joins the cluster whose leader it resembles most, or begins
/// one. What an addition costs is bounded: of every token only so many clusters are looked at, and only the most promising are compared.
/// </summary>
internal sealed class TextClusters(int similarity)
{
    /// <summary>How many clusters are looked at in all, and for one token: the latest of them.</summary>
    public const int MostSeen = 1000;

    private const int MostOfToken = 128;

    /// <summary>How many are compared as a whole.</summary>
    private const int MostCompared = 8;

    private readonly Dictionary<int, Cluster> clusters = [];
    private readonly Dictionary<Guid, int> clusterOf = [];
    private readonly Dictionary<ulong, List<int>> postings = [];
    private int last;

    /// <summary>How many clusters the last addition looked at.</summary>
    public int LookedAt { get; private set; }

    /// <summary>The members of each cluster.</summary>
    public IEnumerable<IReadOnlyCollection<Guid>> All => clusters.Values.Select(cluster => cluster.Members);

    /// <summary>The leaders of the largest clusters.</summary>
    public IEnumerable<IncidentText> Leaders(int most) => clusters.OrderByDescending(one => one.Value.Members.Count).ThenBy(one => one.Key).Take(most).Select(one => one.Value.Leader);

    /// <summary>The members of the cluster that an incident is in; none when it is in no cluster.</summary>
    public IReadOnlyCollection<Guid> Around(Guid ticket) => clusterOf.TryGetValue(ticket, out var cluster) ? clusters[cluster].Members : [];

    /// <summary>Takes an incident into the cluster that it belongs to. One without words is in none.</summary>
    public void Add(Guid ticket, IncidentText text)
    {
        Remove(ticket);
        if (text.Weight == 0) return;
        var cluster = Nearest(text) ?? Begin(text);
        clusters[cluster].Members.Add(ticket);
        clusterOf[ticket] = cluster;
    }

    /// <summary>Forgets an incident; a cluster ends with its last one.</summary>
    public void Remove(Guid ticket)
    {
        if (!clusterOf.Remove(ticket, out var number)) return;
        var cluster = clusters[number];
        cluster.Members.Remove(ticket);
        if (cluster.Members.Count > 0) return;
        clusters.Remove(number);
        foreach (var token in cluster.Leader.Hashes)
        {
            var posting = postings[token];
            posting.RemoveAt(posting.BinarySearch(number)); // in order, because clusters are numbered as they begin
            if (posting.Count == 0) postings.Remove(token);
        }
    }

    private int Begin(IncidentText leader)
    {
        clusters[++last] = new Cluster(leader, []);
        foreach (var token in leader.Hashes)
        {
            ref var posting = ref CollectionsMarshal.GetValueRefOrAddDefault(postings, token, out _);
            (posting ??= []).Add(last);
        }
        return last;
    }

    /// <summary>The cluster with the likest leader; of equals the oldest; null when none is like enough.</summary>
    private int? Nearest(IncidentText text)
    {
        int? nearest = null;
        var best = similarity - 1;
        foreach (var number in Likely(text).Order())
        {
            var alike = clusters[number].Leader.Alike(text);
            if (alike > best) (best, nearest) = (alike, number);
        }
        return nearest;
    }

    /// <summary>
    /// The clusters that share most of what is rare. Tokens that many clusters have tell them apart badly and cost much: only when there is too little
    /// else, the latest clusters that have them are looked at.
    /// </summary>
    private List<int> Likely(IncidentText text)
    {
        var (rare, common) = (new List<Known>(), new List<Known>());
        for (var i = 0; i < text.Hashes.Length; i++)
        {
            if (!postings.TryGetValue(text.Hashes[i], out var posting)) continue;
            (posting.Count <= MostOfToken ? rare : common).Add(new Known(posting, text.Weights[i], text.Hashes[i]));
        }
        LookedAt = 0;
        var likely = Sharing(rare, text.Weight);
        if (likely.Count < MostCompared) likely.AddRange(Sharing(common, text.Weight).Except(likely).Take(MostCompared - likely.Count).ToList());
        return likely;
    }

    private List<int> Sharing(List<Known> tokens, long textWeight)
    {
        tokens.Sort();
        var shared = new Dictionary<int, long>();
        foreach (var (posting, weight, _) in tokens)
        {
            var looked = Math.Min(Math.Min(posting.Count, MostOfToken), MostSeen - LookedAt);
            foreach (var cluster in CollectionsMarshal.AsSpan(posting)[^looked..]) CollectionsMarshal.GetValueRefOrAddDefault(shared, cluster, out _) += weight;
            if ((LookedAt += looked) == MostSeen) break;
        }
        return [.. shared.OrderByDescending(one => IncidentText.Percent(one.Value, textWeight, clusters[one.Key].Leader.Weight)).ThenBy(one => one.Key).Take(MostCompared).Select(one => one.Key)];
    }

    /// <summary>A token that clusters have; those that few have come first.</summary>
    private readonly record struct Known(List<int> Posting, byte Weight, ulong Token) : IComparable<Known>
    {
        public int CompareTo(Known other) => Posting.Count != other.Posting.Count ? Posting.Count.CompareTo(other.Posting.Count) : Token.CompareTo(other.Token);
    }

    private sealed record Cluster(IncidentText Leader, HashSet<Guid> Members);
}
