using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>What a cell holds.</summary>
internal enum CellKind
{
    Text,

    /// <summary>Several texts with semicolons between them.</summary>
    Texts,

    /// <summary>true or false; also yes, no, 1 and 0.</summary>
    Flag,
}

/// <summary>A column; a dot in its name leads into a nested object.</summary>
internal sealed record CsvColumn(string Name, CellKind Kind);

/// <summary>The columns that a file may have, and those that it must have with a value in every row.</summary>
internal sealed record CsvTable(IReadOnlyList<CsvColumn> Columns, IReadOnlyList<string> Required);

/// <summary>A command that can be read from a row of a file as well as from JSON, with the same rules.</summary>
internal interface ICsvRow<TSelf> : IInput<TSelf> where TSelf : ICsvRow<TSelf>
{
    static abstract CsvTable Table { get; }

    /// <summary>What the change is about; rows that touch the same are applied one after the other.</summary>
    IEnumerable<string> Touches { get; }
}

/// <summary>A row of a file: a command, or what is wrong with it.</summary>
internal sealed record CsvRow<T>(long Line, T? Command, Predicate<string> Has, Problem? Problem) where T : class;

/// <summary>Reads commands from CSV (RFC 4180, comma, a header, no line breaks in cells) row by row, in bounded memory.</summary>
internal sealed class CsvRows<T> : IAsyncDisposable where T : class, ICsvRow<T>
{
    private const int LongestRow = 1 << 16;

    private readonly CsvReader reader;
    private readonly Actor actor;
    private readonly AccessDirectory directory;
    private readonly ArrayBufferWriter<byte> json = new();
    private CsvColumn[] columns = [];
    private bool malformed;

    private CsvRows(Stream file, Encoding? encoding, Actor actor, AccessDirectory directory)
    {
        (this.actor, this.directory) = (actor, directory);
        reader = CsvReader.Create(file, new CsvReaderOptions
        {
            Separator = ',',
            Encoding = encoding,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            AllowLineBreaksInQuotes = false, // one forgotten quote must not swallow the rows after it
            OnMalformedRecord = _ => malformed = true,
        }, leaveOpen: true);
    }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="RefusedException">The header is wrong.</exception>
    public static async Task<CsvRows<T>> Open(Stream file, Encoding? encoding, Actor actor, AccessDirectory directory, CancellationToken cancel)
    {
        var rows = new CsvRows<T>(file, encoding, actor, directory);
        try
        {
            await rows.reader.ReadHeaderAsync(cancel);
            rows.columns = ReadHeader([.. rows.reader.Headers]);
            return rows;
        }
        catch (CsvFormatException broken)
        {
            await rows.DisposeAsync();
            throw new RefusedException(Broken(broken));
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next row; null at the end. A row that cannot be read at all is the last.</summary>
    public async ValueTask<CsvRow<T>?> Next(CancellationToken cancel)
    {
        malformed = false;
        try
        {
            if (!await reader.ReadAsync(cancel)) return null;
        }
        catch (CsvFormatException broken)
        {
            columns = [];
            return new CsvRow<T>(broken.LineNumber, null, Has, Broken(broken));
        }
        try
        {
            return new CsvRow<T>(reader.LineNumber, Read(), Has, null);
        }
        catch (RefusedException refused)
        {
            return new CsvRow<T>(reader.LineNumber, null, Has, refused.Problem);
        }
    }

    /// <summary>Whether <see cref="Next"/> may be asked again.</summary>
    public bool GoesOn => columns.Length > 0;

    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private bool Has(string column) => columns.Any(one => one.Name == column);

    private static CsvColumn[] ReadHeader(string[] names)
    {
        if (names.Any(name => name.Contains('\uFFFD', StringComparison.Ordinal)))
            throw Refused("wrong-charset", "The header is no text in this charset; name the right one, such as text/csv; charset=gb18030.");
        var found = names.Select(name => T.Table.Columns.FirstOrDefault(column => column.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))).ToList();
        var problems = new List<string>();
        List(names.Where((_, index) => found[index] is null).Select(name => name.Length > 50 ? name[..50] : name), "unknown columns");
        List(found.OfType<CsvColumn>().GroupBy(one => one.Name).Where(group => group.Count() > 1).Select(group => group.Key), "columns twice");
        List(T.Table.Required.Where(name => found.All(one => one?.Name != name)), "missing columns");
        return problems.Count == 0 ? [.. found.OfType<CsvColumn>()] : throw Refused("wrong-header",
            $"The header has {string.Join("; ", problems)}. Columns are {string.Join(", ", T.Table.Columns.Select(one => one.Name))}, with commas between them.");

        void List(IEnumerable<string> wrong, string what)
        {
            var some = wrong.Take(10).ToList();
            if (some.Count > 0) problems.Add($"{what}: {string.Join(", ", some)}");
        }
    }

    private T Read()
    {
        if (malformed) throw Refused("malformed", "The quotes of this row are not closed, or a cell has a line break.");
        if (reader.FieldCount != columns.Length)
            throw Refused("cell-count", string.Create(CultureInfo.InvariantCulture, $"The row has {reader.FieldCount} cells, the header {columns.Length}."));
        var errors = new Dictionary<string, string[]>();
        json.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var nested in columns.Select((column, index) => (column, index)).GroupBy(one => Prefix(one.column.Name))) WriteObject(writer, nested.Key, nested, errors);
            writer.WriteEndObject();
        }
        if (errors.Count > 0) throw new RefusedException(new Problem(StatusCodes.Status422UnprocessableEntity, "invalid", "The row has wrong cells.", errors));
        return Input.Parse<T>(new ReadOnlySequence<byte>(json.WrittenMemory), actor, directory);
    }

    private void WriteObject(Utf8JsonWriter writer, string prefix, IEnumerable<(CsvColumn Column, int Index)> cells, Dictionary<string, string[]> errors)
    {
        var isOpen = prefix.Length == 0;
        foreach (var (column, index) in cells)
        {
            var text = reader.GetString(index).Trim(' ', '\u3000');
            if (Wrong(column, text) is { } reason) errors[column.Name] = [reason];
            if (text.Length == 0) continue;
            if (!isOpen) writer.WriteStartObject(prefix);
            isOpen = true;
            writer.WritePropertyName(prefix.Length == 0 ? column.Name : column.Name[(prefix.Length + 1)..]);
            WriteCell(writer, column.Kind, text);
        }
        if (isOpen && prefix.Length > 0) writer.WriteEndObject();
    }

    private static void WriteCell(Utf8JsonWriter writer, CellKind kind, string text)
    {
        switch (kind)
        {
            case CellKind.Texts:
                writer.WriteStartArray();
                foreach (var one in text.Split([';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) writer.WriteStringValue(one);
                writer.WriteEndArray();
                break;
            case CellKind.Flag when text.ToLowerInvariant() is "true" or "yes" or "1" or "是": writer.WriteBooleanValue(true); break;
            case CellKind.Flag when text.ToLowerInvariant() is "false" or "no" or "0" or "否": writer.WriteBooleanValue(false); break;
            default: writer.WriteStringValue(text); break;
        }
    }

    private static string? Wrong(CsvColumn column, string text)
    {
        if (text.Length == 0) return T.Table.Required.Contains(column.Name) ? "is required" : null;
        if (text.Contains('\uFFFD', StringComparison.Ordinal)) return "is no text in this charset";
        // Whoever opens an export of this in a spreadsheet would run it. A telephone number may begin with a plus sign.
        if (text[0] is '=' or '@' or '\t' or '\r') return "begins like a formula";
        return text is ['+' or '-', not ((>= '0' and <= '9') or ' ' or '('), ..] ? "begins like a formula" : null;
    }

    private static string Prefix(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : "";

    private static Problem Broken(CsvFormatException broken) => Problem.Of(StatusCodes.Status400BadRequest, "malformed", $"{broken.Message} Nothing after it was read.");

    private static RefusedException Refused(string code, string detail) => new(Problem.Of(StatusCodes.Status400BadRequest, code, detail));
}
