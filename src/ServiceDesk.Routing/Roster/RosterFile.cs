using System.Globalization;
using System.Text;
using CsvHelper;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>A line of a roster: the agent, and the cells by column.</summary>
internal sealed record RosterLine(long Line, string Agent, IReadOnlyDictionary<string, string> Cells);

/// <summary>A roster as CSV: RFC 4180 with commas, a header, UTF-8 with or without a byte order mark or GB 18030, no line breaks in cells.</summary>
internal static class RosterFile
{
    public const string MediaType = "text/csv";

    private const int LongestLine = 1 << 16;
    private const string ByteOrderMark = "\uFEFF";

    /// <summary>The lines, and what is wrong with those that cannot be read.</summary>
    /// <exception cref="RefusedException">The header is wrong.</exception>
    public static async Task<(IReadOnlyList<RosterLine> Lines, IReadOnlyList<WrongEntry> Wrong)> Read(Stream file, Encoding? encoding, CancellationToken cancel)
    {
        var (lines, wrong, isMalformed) = (new List<RosterLine>(), new List<WrongEntry>(), false);
        await using var reader = CsvReader.Create(file, new CsvReaderOptions
        {
            Separator = ',',
            Encoding = encoding,
            TrackLineNumbers = true,
            MaxRecordSize = LongestLine,
            AllowLineBreaksInQuotes = false, // one forgotten quote must not swallow the lines after it
            OnMalformedRecord = _ => isMalformed = true,
        }, leaveOpen: true);
        try
        {
            await reader.ReadHeaderAsync(cancel);
            var columns = Header([.. reader.Headers]);
            while (await reader.ReadAsync(cancel))
            {
                if (isMalformed) wrong.Add(Whole("has quotes that are not closed, or a cell with a line break"));
                else if (reader.FieldCount != columns.Length) wrong.Add(Whole(string.Create(CultureInfo.InvariantCulture, $"has {reader.FieldCount} cells, the header {columns.Length}")));
                else lines.Add(Line(reader.LineNumber, columns.Select((column, i) => (column, Cell: reader.GetString(i).Trim(' ', '\u3000'))).ToDictionary(one => one.column, one => one.Cell)));
                isMalformed = false;
            }
        }
        catch (CsvFormatException broken)
        {
            wrong.Add(new WrongEntry(Path(broken.LineNumber), broken.Message));
        }
        return (lines, wrong);

        WrongEntry Whole(string reason) => new(Path(reader.LineNumber), reason);
    }

    /// <summary>The path of a line, or of a field in it, in an answer.</summary>
    public static string Path(long line, string? field = null) => string.Create(CultureInfo.InvariantCulture, $"lines[{line}]{(field is null ? "" : ".")}{field}");

    /// <summary>Everybody whom the roster describes, in the order of ids.</summary>
    public static string Write(Roster roster, Func<string, string> nameOf)
    {
        var file = new StringBuilder(ByteOrderMark); // without it spreadsheets take Chinese names for something else
        Append(file, RosterCells.Columns);
        foreach (var profile in roster.Profiles.Values.OrderBy(one => one.Agent, StringComparer.Ordinal)) Append(file, RosterCells.Of(profile.Description, Harmless(nameOf(profile.Agent))));
        return file.ToString();
    }

    private static RosterLine Line(long line, Dictionary<string, string> cells) => new(line, cells[RosterCells.Agent], cells);

    private static string[] Header(string[] names)
    {
        var columns = names.Select(name => name.Trim().ToLowerInvariant()).ToArray();
        var problems = new List<string>();
        List(columns.Where(name => !RosterCells.Columns.Contains(name)).Select(name => name.Length > 50 ? name[..50] : name), "unknown columns");
        List(columns.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key), "columns twice");
        if (!columns.Contains(RosterCells.Agent)) problems.Add($"no column {RosterCells.Agent}");
        return problems.Count == 0 ? columns : throw new RefusedException(Problem.Of(StatusCodes.Status400BadRequest, "wrong-header",
            $"The header has {string.Join("; ", problems)}. Columns are {string.Join(", ", RosterCells.Columns)}, with commas between them."));

        void List(IEnumerable<string> wrong, string what)
        {
            var some = wrong.Take(10).ToList();
            if (some.Count > 0) problems.Add($"{what}: {string.Join(", ", some)}");
        }
    }

    private static void Append(StringBuilder file, IReadOnlyList<string> cells) => file.AppendJoin(',', cells.Select(Quoted)).Append("\r\n");

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    /// <summary>A name that a spreadsheet does not run as a formula.</summary>
    private static string Harmless(string name) => name is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{name}" : name;
}
