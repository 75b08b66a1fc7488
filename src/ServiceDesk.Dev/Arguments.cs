namespace ServiceDesk.Dev;

/// <summary>The words, options with a value, and flags of a command line.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = [];
    private readonly HashSet<string> flags = [];

    internal Arguments(IEnumerable<string> arguments, string[] withValue, string[] withoutValue)
    {
        var words = new List<string>();
        using var next = arguments.GetEnumerator();
        while (next.MoveNext())
        {
            var argument = next.Current;
            if (!argument.StartsWith("--", StringComparison.Ordinal)) words.Add(argument);
            else if (withoutValue.Contains(argument)) flags.Add(argument);
            else if (!withValue.Contains(argument)) throw new Failure($"There is no option {argument}. See --help.");
            else values[argument] = next.MoveNext() ? next.Current : throw new Failure($"{argument} needs a value.");
        }
        Words = words;
    }

    internal IReadOnlyList<string> Words { get; }

    internal string? this[string option] => values.GetValueOrDefault(option);

    internal bool Has(string flag) => flags.Contains(flag);
}
