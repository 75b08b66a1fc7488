using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Imports;

/// <summary>What can be imported: which service takes it, and how.</summary>
/// <param name="Name">Its name in addresses and texts.</param>
/// <param name="Service">The service that takes it.</param>
/// <param name="Path">Where.</param>
/// <param name="Largest">The most bytes of a file.</param>
/// <param name="MostLines">The most lines that are sent at once: as many as the service answers without waiting for somebody to read.</param>
/// <param name="MostBytes">The same in bytes.</param>
/// <param name="Roles">Who may.</param>
public sealed record ImportKind(string Name, string Service, string Path, long Largest, int MostLines, int MostBytes, params IReadOnlyList<string> Roles)
{
    private const int Kibi = 1 << 10;
    private const int Mebi = 1 << 20;

    /// <summary>Of a table its columns; none = it has no header.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Those of the columns that must be there, with a value in every row.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>All of the file is taken or nothing.</summary>
    public bool IsWhole => Name == Roster;

    public bool IsTable => Columns.Count > 0;

    public bool IsHistory => !IsTable;

    public const string Roster = "roster";

    public static IReadOnlyList<ImportKind> All { get; } =
    [
        new("organizations", "Intake", "/organizations/csv", 100 * Mebi, 500, 512 * Kibi, "lead", "admin")
        {
            Columns = ["id", "name", "domains", "contract.reference", "contract.level", "contract.validFrom", "contract.validUntil", "language", "timeZone", "unknownSenders"],
            Required = ["id", "name"],
        },
        new("requesters", "Intake", "/requesters/csv", 100 * Mebi, 500, 512 * Kibi, "lead", "admin")
        {
            Columns = ["id", "organization", "name", "emails", "phones", "language", "vip", "location", "department"],
            Required = ["organization", "name"],
        },
        new("systems", "Intake", "/systems/csv", 100 * Mebi, 500, 512 * Kibi, "lead", "admin")
        {
            Columns = ["id", "nameZh", "nameEn", "aliases", "organization", "importance", "team", "category", "retired"],
            Required = ["id"],
        },
        new(Roster, "Routing", "/roster/import", Mebi, int.MaxValue, int.MaxValue, "lead", "admin")
        {
            Columns = ["agent", "name", "tier", "skills", "languages", "capacity", "cap", "manager", "zone", "shifts", "on-call"],
            Required = ["agent"],
        },
        new("history", "Intake", "/imports", 512 * Mebi, 2000, 2 * Mebi, "admin"),
    ];

    public static ImportKind? Find(string? name) => All.FirstOrDefault(one => one.Name == name);

    public static IReadOnlyList<ImportKind> For(Person? person) => [.. All.Where(one => person?.Is([.. one.Roles]) == true)];
}
