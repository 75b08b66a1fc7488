using System.Globalization;
using System.Text;

namespace ServiceDesk.Tests;

/// <summary>Other systems' test suites say the same as our calendars and clocks.</summary>
public class SlaVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_vector_of_the_other_systems_agrees()
    {
        var results = SlaVectors.All().Select(vector => (Vector: vector, Figures: vector.Compare().ToList())).ToList();

        var table = new StringBuilder("| set | kind | agree | by the source's own convention | differ |\n|---|---|---:|---:|---:|\n");
        foreach (var group in results.GroupBy(one => $"{one.Vector.Set} | {one.Vector.Kind}")) Append(table, group.Key, [.. group.Select(one => one.Figures)]);
        Append(table, "all |", [.. results.Select(one => one.Figures)]);
        output.WriteLine(table.ToString());

        results.Count.ShouldBe(149);
        results.SelectMany(one => one.Figures.Where(figure => !figure.Agrees)
            .Select(figure => $"{one.Vector.Id}: {figure.What} is {figure.Expected} there and {figure.AsReported} here")).ShouldBeEmpty();
    }

    /// <summary>Whatever agrees only because a source rounds, cuts or clamps what it reports is known by name.</summary>
    [Fact]
    public void Conventions_of_the_sources_are_needed_where_it_is_known_only() =>
        SlaVectors.All().Where(vector => vector.Compare().Any(figure => !figure.AgreesExactly)).Select(vector => vector.Id).ShouldBe(
        [
            "glpi-cal-12", // backwards: others and ours say that it is negative, here it is nothing
            "wh-021", "wh-153", "wh-155", "wh-160", "wh-181", // rounded to seconds
            "zammad-19", // cut to minutes
        ], ignoreOrder: true);

    private static void Append(StringBuilder table, string what, List<List<Comparison>> vectors)
    {
        var (agree, exactly) = (vectors.Count(figures => figures.All(figure => figure.Agrees)), vectors.Count(figures => figures.All(figure => figure.AgreesExactly)));
        table.Append(CultureInfo.InvariantCulture, $"| {what} | {exactly} | {agree - exactly} | {vectors.Count - agree} |\n");
    }
}
