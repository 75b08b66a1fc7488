using System.Globalization;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

/// <summary>How good suggestions are on a real log: learned from the first 1,000 incidents in time, asked about the 500 after them.</summary>
public class LearnedCategoryAccuracyTests(ITestOutputHelper output)
{
    private const int Taught = 1000;

    [Theory]
    [InlineData("subcategory u_symptom cmdb_ci location contact_type", 700)]
    [InlineData("u_symptom cmdb_ci location contact_type", 200)]
    public void What_closed_tickets_suggest_is_better_than_the_most_frequent_category(string columns, int leastPermille)
    {
        var incidents = Incidents(columns.Split(' '));
        incidents.Count.ShouldBe(1500);
        var model = new CategoryModel();
        foreach (var (category, words) in incidents.Take(Taught)) model.Learn(category, words);
        var usual = incidents.Take(Taught).CountBy(one => one.Category).OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Key).ToList();

        var (first, firstThree, usualFirst, usualThree, sure, sureRight) = (0, 0, 0, 0, 0, 0);
        foreach (var (category, words) in incidents.Skip(Taught))
        {
            var learned = model.Suggest(words);
            string[] suggested = learned is null ? [.. usual.Take(3)] : [learned.Best.Category, .. learned.Others.Select(one => one.Category)];
            if (suggested[0] == category) first++;
            if (suggested.Contains(category)) firstThree++;
            if (usual[0] == category) usualFirst++;
            if (usual.Take(3).Contains(category)) usualThree++;
            if (learned?.Best.Share >= 900)
            {
                sure++;
                if (suggested[0] == category) sureRight++;
            }
        }

        var tested = incidents.Count - Taught;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            From {columns}: first right {Percent(first, tested)}, among the first three {Percent(firstThree, tested)}; the most frequent category {Percent(usualFirst, tested)}, the three most frequent {Percent(usualThree, tested)};
            share of at least 900 permille in {Percent(sure, tested)}, of them right {Percent(sureRight, sure)}.
            """));
        (first * 1000 / tested).ShouldBeGreaterThan(leastPermille);
        firstThree.ShouldBeGreaterThan(usualThree);
        (sureRight * 100 / Math.Max(1, sure)).ShouldBeGreaterThanOrEqualTo(80);
    }

    /// <summary>By the time at which they were opened: the category at the end, and what was known at the beginning.</summary>
    private static List<(string Category, string[] Words)> Incidents(string[] columns)
    {
        var rows = File.ReadLines(SharedData.Find("incidents-itsm.csv")).Select(line => line.Split(',')).ToList();
        var header = rows[0];
        return [.. rows.Skip(1)
            .GroupBy(row => row[Array.IndexOf(header, "number")])
            .OrderBy(incident => DateTime.ParseExact(incident.First()[Array.IndexOf(header, "opened_at")], "d/M/yyyy HH:mm", CultureInfo.InvariantCulture))
            .ThenBy(incident => incident.Key, StringComparer.Ordinal)
            .Select(incident => (incident.Last()[Array.IndexOf(header, "category")], Words(incident.First())))];

        string[] Words(string[] row) => [.. columns.Select(column => (Column: column, Value: row[Array.IndexOf(header, column)])).Where(one => one.Value != "?").Select(one => $"{one.Column}={one.Value}")];
    }

    private static string Percent(int part, int all) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / Math.Max(1, all):F1} %");
}
