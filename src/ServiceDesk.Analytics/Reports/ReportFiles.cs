using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics.Reports;

/// <summary>Reports for spreadsheets. What people wrote stays text: no cell of them is ever a formula.</summary>
internal static class ReportFiles
{
    public const string CsvType = "text/csv";
    public const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Spreadsheets read a cell of CSV that begins so as a formula.</summary>
    private const string Active = "=+-@\t\r\n";

    /// <summary>Archives tell when their parts were written; these are the same bytes whenever.</summary>
    private static readonly DateTimeOffset written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>RFC 4180 with a byte order mark, so that spreadsheets read it as UTF-8; every kind of line with its name in the first column.</summary>
    public static byte[] Csv(ReportDocument report)
    {
        var text = new StringBuilder("\uFEFF");
        foreach (var line in Lines(report)) text.AppendJoin(',', line.Select(CsvCell)).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Office Open XML with one sheet for each kind of line, and one that says what it is.</summary>
    public static byte[] Xlsx(ReportDocument report)
    {
        var sheets = report.Tables.Select(table => (table.Name, Lines: (IReadOnlyList<IReadOnlyList<object?>>)[.. TableLines(report, table)])).Append(("about", [.. About(report)])).ToList();
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(archive, "[Content_Types].xml", """
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
                """ + string.Concat(sheets.Select((_, i) => $"<Override PartName=\"/xl/worksheets/sheet{i + 1}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>")) + "</Types>");
            Part(archive, "_rels/.rels", """
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>
                """);
            Part(archive, "xl/workbook.xml", """
                <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
                """ + string.Concat(sheets.Select((sheet, i) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>")) + "</sheets></workbook>");
            Part(archive, "xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + string.Concat(sheets.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))
                + "</Relationships>");
            foreach (var (i, (_, lines)) in sheets.Index()) Part(archive, $"xl/worksheets/sheet{i + 1}.xml", Sheet(lines));
        }
        return bytes.ToArray();
    }

    private static IEnumerable<IReadOnlyList<object?>> Lines(ReportDocument report)
    {
        foreach (var line in About(report)) yield return line;
        foreach (var table in report.Tables)
        {
            foreach (var line in TableLines(report, table)) yield return [table.Name, .. line];
        }
    }

    private static IEnumerable<IReadOnlyList<object?>> About(ReportDocument report)
    {
        yield return ["id", report.Id];
        yield return ["report", report.Definition.Name, (long)report.Definition.Version];
        yield return ["from", report.Scope.From, "to", report.Scope.To, "zone", report.Scope.Zone.Id];
        yield return ["position", new LogPosition(report.Log, report.Position).ToString(), "at", report.At];
        foreach (var figure in report.Definition.Figures) yield return ["formula", figure.Name, figure.Formula];
    }

    private static IEnumerable<IReadOnlyList<object?>> TableLines(ReportDocument report, ReportTable table)
    {
        if (table.Rows.Count == 0) yield break;
        yield return [.. report.Scope.By, .. table.Rows[0].Values.Select(one => one.Name)];
        foreach (var row in table.Rows) yield return [.. row.Keys, .. row.Values.Select(one => one.Value)];
    }

    private static string Sheet(IReadOnlyList<IReadOnlyList<object?>> lines)
    {
        var xml = new StringBuilder("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
        foreach (var line in lines) xml.Append("<row>").AppendJoin("", line.Select(XlsxCell)).Append("</row>");
        return xml.Append("</sheetData></worksheet>").ToString();
    }

    private static string XlsxCell(object? value) => value switch
    {
        null => "<c/>",
        long or decimal => $"<c><v>{Text(value)}</v></c>",
        bool truth => $"<c t=\"b\"><v>{(truth ? 1 : 0)}</v></c>",
        _ => $"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(Printable(Text(value)))}</t></is></c>",
    };

    private static string CsvCell(object? value)
    {
        var text = Text(value);
        if (value is string && text.Length > 0 && Active.Contains(text[0])) text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>XML holds no control characters.</summary>
    private static string Printable(string text) => string.Concat(text.Where(c => c >= ' ' || c is '\t' or '\n'));

    private static string Text(object? value) => value switch
    {
        null => "",
        Duration time => EventJson.Format(time),
        Instant at => InstantPattern.ExtendedIso.Format(at),
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void Part(ZipArchive archive, string name, string xml)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.NoCompression); // compressed bytes may differ between versions of the runtime
        entry.LastWriteTime = written;
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + xml));
    }
}
