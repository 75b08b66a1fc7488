using System.Text.Json.Nodes;

namespace ServiceDesk.Web.Administration;

/// <summary>Something that administrators edit as a whole: where it is read and written, and the fields of its form.</summary>
/// <param name="Slug">Its address below <c>/administration/</c>, and its name in the texts.</param>
/// <param name="Service">The service that keeps it.</param>
/// <param name="Path">Where it is read; <c>{id}</c> stands for which one.</param>
/// <param name="Fields">The fields of its form.</param>
public sealed record Document(string Slug, string Service, string Path, IReadOnlyList<DocumentField> Fields)
{
    /// <summary>Where it is written, when that is elsewhere.</summary>
    public string? Target { get; init; }

    /// <summary>How it is found in what was read; null = it is that.</summary>
    public Func<JsonNode, string, JsonNode?>? Within { get; init; }

    /// <summary>Makes of what was edited what the service takes; null = it is that.</summary>
    public Func<JsonObject, JsonObject>? Sent { get; init; }

    /// <summary>Names what is wrong with what was sent by the fields of the form; null = the service does.</summary>
    public Func<JsonObject, IReadOnlyDictionary<string, string[]>, Dictionary<string, string[]>>? Named { get; init; }

    /// <summary>Where a new one is sent whose id the service finds; null = whoever adds it names it.</summary>
    public NewDocument? New { get; init; }

    /// <summary>The stored name of the event that records each version, and the field of that event which says of which one.</summary>
    public required string Event { get; init; }

    public string? EventKey { get; init; }

    /// <summary>Finds in what the event recorded what is edited; null = it is that.</summary>
    public Func<JsonNode, JsonNode?>? Recorded { get; init; }

    /// <summary>Whether a version takes effect at an instant.</summary>
    public bool IsDated { get; init; }

    /// <summary>Whether a version can hold for what is open already.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Who may change it.</summary>
    public IReadOnlyList<string> Roles { get; init; } = ["lead", "admin"];

    /// <summary>Of what there are many: the list above it.</summary>
    public string? List { get; init; }

    public bool IsOneOfMany => Path.Contains("{id}", StringComparison.Ordinal) || Within is not null;

    public string PathOf(string? id) => Fill(Path, id);

    public string TargetOf(string? id) => Fill(Target ?? Path, id);

    public string AddressOf(string? id) => id is null ? $"/administration/{Slug}" : $"/administration/{Slug}/{Uri.EscapeDataString(id)}";

    // An id of two parts, such as a template and its language, is a path of two.
    private static string Fill(string path, string? id) => path.Replace("{id}", string.Join('/', (id ?? "").Split('~').Select(Uri.EscapeDataString)), StringComparison.Ordinal);
}

/// <summary>How a new document gets its id from the service.</summary>
/// <param name="Method">How it is sent.</param>
/// <param name="Path">Where to.</param>
/// <param name="Tag">The version over which it may be written; null = the service never finds one that is there.</param>
public sealed record NewDocument(HttpMethod Method, string Path, string? Tag);
