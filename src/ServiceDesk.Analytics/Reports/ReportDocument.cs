using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using ServiceDesk.EventStore;

namespace ServiceDesk.Analytics.Reports;

/// <summary>A computed report. What it is written as depends on what stands in it and on nothing else.</summary>
internal sealed record ReportDocument(
    ReportDefinition Definition, ReportScope Scope, string Log, long Position, Instant At, IReadOnlyList<ReportTable> Tables)
{
    private static readonly JsonWriterOptions writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Id => Scope.IdOf(Definition, Position);

    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, writing))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("report", Definition.Name);
            json.WriteNumber("version", Definition.Version);
            if (Scope.From is { } from) json.WriteString("from", from.ToDateTimeUtc());
            if (Scope.To is { } to) json.WriteString("to", to.ToDateTimeUtc());
            json.WriteString("zone", Scope.Zone.Id);
            json.WriteString("zoneVersion", DateTimeZoneProviders.Tzdb.VersionId);
            json.WriteString("by", string.Join(',', Scope.By));
            if (Scope.Organization is not null) json.WriteString("organization", Scope.Organization);
            foreach (var (word, value) in Scope.Only) json.WriteString(word, value);
            if (Scope.Model is { } model) json.WriteNumber("model", model);
            json.WriteString("position", new LogPosition(Log, Position).ToString());
            json.WriteString("at", At.ToDateTimeUtc());
            json.WriteString("formula", string.Join(" ", Definition.Figures.Select(one => $"{one.Name}: {one.Formula}.")));
            json.WriteStartArray("figures");
            foreach (var figure in Definition.Figures)
            {
                json.WriteStartObject();
                json.WriteString("name", figure.Name);
                json.WriteString("formula", figure.Formula);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            foreach (var table in Tables) Write(json, table);
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private void Write(Utf8JsonWriter json, ReportTable table)
    {
        json.WriteStartArray(table.Name);
        foreach (var row in table.Rows)
        {
            json.WriteStartObject();
            json.WriteString("key", Grouping.Join(row.Keys));
            if (row.Keys.Count > 1)
            {
                json.WriteStartObject("keys");
                foreach (var (word, key) in Scope.By.Zip(row.Keys)) json.WriteString(word, key);
                json.WriteEndObject();
            }
            foreach (var (name, value) in row.Values) Write(json, name, value);
            json.WriteString("behind", BehindOf(table.Name, row));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Where the tickets behind a line are found; figure= chooses among its figures.</summary>
    private string BehindOf(string table, ReportRow row)
    {
        var link = $"/reports/{Definition.Name}/tickets?{Scope.ToText()}&position={Log}/{Position}&key={Uri.EscapeDataString(Grouping.Join(row.Keys))}";
        foreach (var (name, value) in row.Values)
        {
            if (name is "clock" or "stage" or "deviation" or "cause") link += $"&{(name == "cause" ? "figure=causes&stage" : name)}={value}";
        }
        return table is "distributions" or "ended" ? $"{link}&figure={table}" : link;
    }

    internal static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: break;
            case long number: json.WriteNumber(name, number); break;
            case decimal number: json.WriteNumber(name, number); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case Duration time: json.WriteString(name, EventJson.Format(time)); break;
            case Instant at: json.WriteString(name, at.ToDateTimeUtc()); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }
}
