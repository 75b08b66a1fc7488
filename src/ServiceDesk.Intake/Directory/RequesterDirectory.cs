using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>A requester with the texts that searches look into.</summary>
internal sealed record KnownRequester(RequesterChanged Value, string SortName, string Searched, string Digits)
{
    public static KnownRequester Of(RequesterChanged value) => new(
        value, DirectoryWords.Fold(value.Name), DirectoryWords.Fold(string.Join('\n', [value.Name, .. value.Emails, .. value.Phones])),
        string.Join('\n', value.Phones.Select(DirectoryWords.Digits)));
}

/// <summary>Those who ask for help, in memory.</summary>
internal sealed class RequesterDirectory(OrganizationDirectory organizations)
{
    private const int FewestDigits = 3;

    private readonly Entries<KnownRequester> entries = new(one => one.Value.Emails.Select(DirectoryWords.Address).Distinct());

    /// <summary>What is known of a requester, or null.</summary>
    public Entry<KnownRequester>? Find(string id) => entries.Find(id);

    /// <summary>The requester of an organisation with an e-mail address, or null.</summary>
    public RequesterChanged? FindByEmail(string organization, string address)
    {
        if (!entries.TryFind(DirectoryWords.Address(address), out var ids)) return null;
        foreach (var id in ids)
        {
            if (entries.Find(id)?.Value.Value is { } one && one.Organization == organization) return one;
        }
        return null;
    }

    /// <summary>
    /// The requester with an e-mail address, whatever the organisation: when several organisations know it, the one that the domain belongs
    /// to; null when that does not tell, rather than a guess that would show one customer's ticket to another.
    /// </summary>
    public RequesterChanged? FindByEmail(string address)
    {
        if (!entries.TryFind(DirectoryWords.Address(address), out var ids)) return null;
        if (ids.Count == 1) return entries.Find(ids[0])?.Value.Value;
        return organizations.FindByDomain(address) is { } home ? FindByEmail(home.Organization, address) : null;
    }

    /// <summary>The first requesters after a name and id, of those that the actor may see and that hold a text in name, address or number.</summary>
    public IReadOnlyList<Entry<KnownRequester>> Search(Actor actor, string? organization, string? text, (string Name, string Id)? after, int limit)
    {
        var searched = text is null ? null : DirectoryWords.Fold(text);
        var digits = text is not null && text.All(c => !char.IsLetter(c)) && DirectoryWords.Digits(text) is { Length: >= FewestDigits } number ? number : null;
        var first = new PriorityQueue<Entry<KnownRequester>, (string, string)>(Comparer<(string, string)>.Create((one, other) => Compare(other, one)));
        foreach (var (id, entry) in entries.All)
        {
            var one = entry.Value;
            if (!actor.MaySee(one.Value.Organization, id) || (organization is not null && organization != one.Value.Organization)) continue;
            if (searched is not null && !one.Searched.Contains(searched, StringComparison.Ordinal)
                && (digits is null || !one.Digits.Contains(digits, StringComparison.Ordinal))) continue;
            var key = (one.SortName, id);
            if (after is { } last && Compare(key, last) <= 0) continue;
            if (first.Count < limit) first.Enqueue(entry, key);
            else first.EnqueueDequeue(entry, key);
        }
        var page = new Entry<KnownRequester>[first.Count];
        for (var index = page.Length - 1; index >= 0; index--) page[index] = first.Dequeue();
        return page;
    }

    public void Set(RequesterChanged requester, int version, long position) => entries.Set(requester.Requester, new(KnownRequester.Of(requester), version, position));

    /// <summary>Takes a person who signs in, unless more is known.</summary>
    public void Add(RequesterChanged requester, long position)
    {
        if (entries.Find(requester.Requester) is null) Set(requester, 0, position);
    }

    private static int Compare((string Name, string Id) one, (string Name, string Id) other)
    {
        var byName = string.CompareOrdinal(one.Name, other.Name);
        return byName != 0 ? byName : string.CompareOrdinal(one.Id, other.Id);
    }
}
