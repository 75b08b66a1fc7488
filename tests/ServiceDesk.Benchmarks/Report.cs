using System.Globalization;
using System.Text;

namespace ServiceDesk.Benchmarks;

/// <summary>What was measured, as a Markdown table.</summary>
internal sealed class Report
{
    private readonly List<Row> rows = [];

    private sealed record Row(string Part, string What, string Value, double? Ratio, string? Target, bool? Held);

    /// <summary>A figure without a target.</summary>
    public void Add(string part, string what, string value, double? ratio) => Add(new Row(part, what, value, ratio, null, null));

    /// <summary>A figure that has to reach a target.</summary>
    public void Add(string part, string what, string value, double? ratio, string target, bool held) => Add(new Row(part, what, value, ratio, target, held));

    public string ToMarkdown(IEnumerable<string> preamble)
    {
        var text = new StringBuilder();
        foreach (var line in preamble) text.Append(line).Append("\n\n");
        text.Append("| | what | measured | ratio | target | held |\n|---|---|---|---:|---|---|\n");
        foreach (var row in rows)
        {
            var held = row.Held switch { true => "yes", false => "**no**", null => "" };
            text.Append(CultureInfo.InvariantCulture, $"| {row.Part} | {row.What} | {row.Value} | {row.Ratio:0.00} | {row.Target} | {held} |\n");
        }
        return text.ToString();
    }

    public static string Rate(double perSecond) => string.Create(CultureInfo.InvariantCulture, $"{perSecond:N0}/s");

    public static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms");

    private void Add(Row row)
    {
        rows.Add(row);
        Bench.Say(string.Create(CultureInfo.InvariantCulture, $"({row.Part}) {row.What}: {row.Value}{(row.Ratio is { } ratio ? $", ratio {ratio:0.00}" : "")}"));
    }
}
