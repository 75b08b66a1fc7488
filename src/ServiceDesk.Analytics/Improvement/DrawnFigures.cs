using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>
/// Figures as a report gives them, by its id, so that nobody types them and anybody can compute them again. A figure is named by its place:
/// <c>table/key/figure</c>, or with the word that tells lines of one key apart, <c>table/key/clock/figure</c>; times are in seconds.
/// </summary>
internal static class DrawnFigures
{
    private const int MostNamed = 20;

    /// <summary>Every figure of a report that is a number or a time.</summary>
    public static IReadOnlyDictionary<string, decimal> Of(IEnumerable<ReportTable> tables)
    {
        var figures = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            foreach (var row in table.Rows)
            {
                var place = string.Join('/', [table.Name, Grouping.Join(row.Keys), .. row.Values.Select(one => one.Value).OfType<string>()]);
                foreach (var (name, value) in row.Values)
                {
                    if (Number(value) is { } number) figures[$"{place}/{name}"] = number;
                }
            }
        }
        return figures;
    }

    /// <summary>The named ones of them; a problem when there is none of a name.</summary>
    public static (IReadOnlyDictionary<string, decimal> Figures, Problem? Problem) Choose(IReadOnlyDictionary<string, decimal> all, IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => !all.ContainsKey(name)) is { } unknown)
            return (all, Problem.Field("draw", $"names {unknown}, which the report does not have; it has {string.Join(", ", all.Keys.Take(MostNamed))}{(all.Count > MostNamed ? " and more" : "")}"));
        return (names.Distinct().ToDictionary(name => name, name => all[name]), null);
    }

    private static decimal? Number(object? value) => value switch
    {
        long number => number,
        decimal number => number,
        Duration time => decimal.Round((decimal)time.TotalSeconds, 6),
        _ => null,
    };
}
