namespace ServiceDesk.Tests;

/// <summary>One step of a scenario with the text or the table under it.</summary>
internal sealed record Step(string Words, string Text, IReadOnlyList<string[]> Table);

/// <summary>A scenario with its examples filled in.</summary>
internal sealed record Scenario(string Name, IReadOnlyList<Step> Steps);

/// <summary>Reads what feature files use of Gherkin: a background, scenarios and outlines, texts, tables and examples.</summary>
internal static class Gherkin
{
    private static readonly string[] keywords = ["Given ", "When ", "Then ", "And ", "But "];

    public static IReadOnlyList<Scenario> Read(string file)
    {
        var lines = File.ReadAllLines(file);
        var (scenarios, background, steps) = (new List<Scenario>(), new List<Step>(), new List<Step>());
        string? name = null;
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (line.StartsWith("Background:", StringComparison.Ordinal)) steps = background;
            else if (line.StartsWith("Scenario", StringComparison.Ordinal))
            {
                Add(scenarios, name, steps, background, null);
                (name, steps) = (line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), []);
            }
            else if (line.StartsWith("Examples:", StringComparison.Ordinal))
            {
                Add(scenarios, name, steps, background, Table(lines, ref at));
                name = null;
            }
            else if (keywords.Any(keyword => line.StartsWith(keyword, StringComparison.Ordinal)))
                steps.Add(new Step(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..], Text(lines, ref at), Table(lines, ref at)));
        }
        Add(scenarios, name, steps, background, null);
        return scenarios;
    }

    private static void Add(List<Scenario> scenarios, string? name, List<Step> steps, List<Step> background, List<string[]>? examples)
    {
        if (name is null) return;
        if (examples is null) { scenarios.Add(new Scenario(name, [.. background, .. steps])); return; }
        foreach (var row in examples.Skip(1))
        {
            string Fill(string text) => examples[0].Zip(row).Aggregate(text, (filled, pair) => filled.Replace($"<{pair.First}>", pair.Second, StringComparison.Ordinal));
            var filled = steps.Select(step => new Step(Fill(step.Words), Fill(step.Text), [.. step.Table.Select(cells => cells.Select(Fill).ToArray())]));
            scenarios.Add(new Scenario(Fill(name), [.. background, .. filled]));
        }
    }

    private static string Text(string[] lines, ref int at)
    {
        if (at + 1 >= lines.Length || lines[at + 1].Trim() != "\"\"\"") return "";
        var indent = lines[at + 1].IndexOf('"', StringComparison.Ordinal);
        var text = lines.Skip(at + 2).TakeWhile(line => line.Trim() != "\"\"\"").ToList();
        at += text.Count + 2;
        return string.Join('\n', text.Select(line => line.Length > indent ? line[indent..] : ""));
    }

    private static List<string[]> Table(string[] lines, ref int at)
    {
        var rows = lines.Skip(at + 1).TakeWhile(line => line.Trim().StartsWith('|'))
            .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray()).ToList();
        at += rows.Count;
        return rows;
    }
}
