namespace ServiceDesk.Dev.Demo;

/// <summary>Somebody of a customer who asks for help.</summary>
internal sealed record Requester(string Name, string Email, string Organization, string Language, Site Site, string Phone, string Department, bool IsVip);

/// <summary>The people of the customers, put together from common names.</summary>
internal sealed class Requesters
{
    /// <summary>Whose portal is shown: the requester of the development accounts.</summary>
    internal static readonly (string Name, string Email) Shown = ("Li Na 李娜", "requester@servicedesk.example");

    private readonly Cast cast;
    private readonly Dictionary<string, Requester[]> byOrganization;

    internal Requesters(Cast cast, int seed)
    {
        this.cast = cast;
        byOrganization = cast.Organizations.ToDictionary(one => one.Id, one => People(one, seed));
    }

    internal IEnumerable<Requester> All => byOrganization.Values.SelectMany(some => some);

    internal IReadOnlyList<Requester> Of(string organization) => byOrganization[organization];

    internal Requester ShownOne => byOrganization[Seed.Organization][0];

    internal string Colleague(Dice dice, string language) => language == "zh" ? ChineseName(dice).Short : $"{dice.Of(cast.FirstNames)} {dice.Of(cast.LastNames)}";

    private Requester[] People(Customer customer, int seed)
    {
        var people = new List<Requester>();
        var taken = new HashSet<string>();
        if (customer.Id == Seed.Organization)
            people.Add(new Requester(Shown.Name, Shown.Email, customer.Id, "zh", customer.Sites[0], "+86 21 5555 0100", "财务部", false));
        for (var i = 0; people.Count < customer.Requesters; i++)
        {
            var dice = Dice.For(seed, customer.Id, i);
            var language = dice.Happens(customer.Chinese / 100) ? "zh" : "en";
            var (name, address) = Name(dice, language);
            if (!taken.Add(address)) continue;
            // Whoever writes Chinese sits at a site in China more often than not.
            var sites = customer.Sites.Where(site => (site.Zone == "Asia/Shanghai") == (language == "zh")).DefaultIfEmpty(customer.Sites[0]).ToArray();
            people.Add(new Requester(
                name, $"{address}@{customer.Domain}", customer.Id, language, dice.Of(sites), $"+00 555 {dice.Between(1000, 9999)}",
                dice.Of(Tables.PhrasesIn(language).Slots["department"]), dice.Happens(0.04)));
        }
        return [.. people];
    }

    private (string Name, string Address) Name(Dice dice, string language)
    {
        if (language == "zh")
        {
            var (_, full, address) = ChineseName(dice);
            return (full, address);
        }
        var (first, last) = (dice.Of(cast.FirstNames), dice.Of(cast.LastNames));
        return ($"{first} {last}", $"{first}.{last}".ToLowerInvariant());
    }

    private (string Short, string Full, string Address) ChineseName(Dice dice)
    {
        var (surname, given) = (dice.Of(cast.Surnames).Split(' '), dice.Of(cast.GivenNames).Split(' '));
        return (surname[0] + given[0], $"{surname[0]}{given[0]} {given[1]} {surname[1]}", $"{surname[1]}.{given[1]}".ToLowerInvariant());
    }
}
