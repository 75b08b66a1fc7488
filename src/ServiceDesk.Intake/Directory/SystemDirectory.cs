namespace ServiceDesk.Intake;

/// <summary>The systems and services that may fail, in memory.</summary>
internal sealed class SystemDirectory
{
    private readonly Entries<SystemChanged> entries = new(WordsOf);

    /// <summary>What is known of a system, or null.</summary>
    public Entry<SystemChanged>? Find(string id) => entries.Find(id);

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<Entry<SystemChanged>> All => entries.All.Select(one => one.Value);

    /// <summary>The system that an organisation means by an id, a name or an alias: its own before one of the provider's; of several the first by id. Retired ones are not found.</summary>
    public SystemChanged? Lookup(string organization, string? text)
    {
        if (text is null) return null;
        var word = DirectoryWords.Fold(text);
        if (entries.TryFind(Word(organization, word), out var own)) return entries.Find(own[0])?.Value;
        return entries.TryFind(Word(null, word), out var shared) ? entries.Find(shared[0])?.Value : null;
    }

    public void Set(SystemChanged system, int version, long position) => entries.Set(system.System, new(system, version, position));

    private static IEnumerable<string> WordsOf(SystemChanged system) => system.Retired ? [] : new[] { system.System, system.NameZh, system.NameEn }.Concat(system.Aliases)
        .OfType<string>().Select(name => Word(system.Organization, DirectoryWords.Fold(name))).Distinct();

    private static string Word(string? organization, string folded) => $"{organization}\n{folded}";
}
