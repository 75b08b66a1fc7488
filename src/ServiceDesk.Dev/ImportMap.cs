using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev;

/// <summary>How the columns of a CSV become a ticket. The default fits the incident log that ServiceNow exports.</summary>
internal sealed record ImportMap
{
    internal sealed record Coded(string Column, Dictionary<string, string> Values);

    internal sealed record Time(string Column, string Format);

    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Kind { get; init; } = "incident";
    public string Missing { get; init; } = "?";
    public string Key { get; init; } = "number";
    public string[] Subject { get; init; } = ["category", "subcategory", "u_symptom"];
    public string? Description { get; init; }
    public Time OccurredAt { get; init; } = new("opened_at", "d/M/yyyy HH:mm");
    public string Requester { get; init; } = "caller_id";
    public string UnknownRequester { get; init; } = "Unknown caller";
    public string? Email { get; init; }
    public string Channel { get; init; } = "contact_type";
    public string Category { get; init; } = "category";
    public string? AffectedSystem { get; init; }

    public Coded Impact { get; init; } = new("impact", new()
    {
        ["1 - High"] = "organization",
        ["2 - Medium"] = "department",
        ["3 - Low"] = "person",
    });

    public Coded Urgency { get; init; } = new("urgency", new()
    {
        ["1 - High"] = "high",
        ["2 - Medium"] = "medium",
        ["3 - Low"] = "low",
    });

    public HistoryMap History { get; init; } = new();

    internal static string DefaultText => JsonSerializer.Serialize(new ImportMap(), json);

    internal static ImportMap Read(string? path)
    {
        if (path is null) return new ImportMap();
        try
        {
            return JsonSerializer.Deserialize<ImportMap>(File.ReadAllText(path), json) ?? throw new Failure($"{path} is empty.");
        }
        catch (JsonException wrong)
        {
            throw new Failure($"{path} is not a map: {wrong.Message}");
        }
    }

    /// <summary>Every column that the map names and the file must have.</summary>
    internal IEnumerable<string> Columns() =>
        new[] { Key, OccurredAt.Column, Requester, Channel, Category, Impact.Column, Urgency.Column, Description, Email, AffectedSystem }
            .Concat(Subject).OfType<string>().Distinct();

    /// <summary>A value that cannot be understood is a <see cref="FormatException"/> naming its column; it is never left out in silence.</summary>
    internal JsonObject Ticket(Func<string, string?> column, string organization)
    {
        string? Read(string? name) => name is null || column(name)?.Trim() is not { Length: > 0 } text || text == Missing ? null : text;

        var key = Read(Key) ?? throw new FormatException($"{Key} is missing");
        var subject = string.Join(" / ", Subject.Select(Read).OfType<string>());
        var ticket = new JsonObject
        {
            ["kind"] = Kind,
            ["subject"] = subject.Length > 0 ? subject : key,
            ["description"] = Read(Description),
            ["occurredAt"] = Read(OccurredAt.Column) is { } time ? Instant(time) : null,
            ["requester"] = Requesting(Read(Requester), Read(Email), organization),
            ["channel"] = Read(Channel) is { } channel ? Word(channel) : null,
            ["impact"] = Decode(Impact, Read(Impact.Column)),
            ["urgency"] = Decode(Urgency, Read(Urgency.Column)),
            ["category"] = Read(Category),
            ["affectedSystem"] = Read(AffectedSystem),
            ["externalId"] = key,
            ["idempotencyKey"] = key,
        };
        foreach (var absent in ticket.Where(field => field.Value is null).Select(field => field.Key).ToList()) ticket.Remove(absent);
        return ticket;
    }

    private JsonObject Requesting(string? name, string? email, string organization)
    {
        var requester = new JsonObject { ["name"] = name ?? UnknownRequester, ["organization"] = organization };
        if (email is not null) requester["email"] = email;
        return requester;
    }

    private string Instant(string text) => Local(OccurredAt, text) + "Z";

    /// <summary>A time as it stands in the file, in ISO 8601 without an offset.</summary>
    internal static string Local(Time time, string text) =>
        DateTime.TryParseExact(text, time.Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)
            ? read.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)
            : throw new FormatException($"{time.Column} is not like {time.Format}: {text}");

    /// <summary>"Self service" becomes self-service.</summary>
    private static string Word(string text) => string.Concat(text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    internal static string? Decode(Coded code, string? text) => text is null ? null
        : code.Values.TryGetValue(text, out var value) ? value
        : throw new FormatException($"{code.Column} has no meaning in the map: {text}");
}
