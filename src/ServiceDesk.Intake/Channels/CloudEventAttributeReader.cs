using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.Http;
using Microsoft.Extensions.Primitives;

namespace ServiceDesk.Intake.Channels;

/// <summary>Reads the attributes of one event and notes what is wrong with each.</summary>
internal sealed class CloudEventAttributeReader(string path, FieldErrors errors)
{
    private const int longest = 2000, most = 100;
    private const string version = "specversion";
    private static readonly string[] required = [version, "id", "source", "type"];

    private static readonly Dictionary<string, CloudEventAttributeType> known =
        CloudEventsSpecVersion.V1_0.AllAttributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Type);

    private readonly HashSet<string> seen = [];

    public CloudEvent Event { get; } = new(CloudEventsSpecVersion.V1_0);

    public bool Failed { get; private set; }

    /// <summary>Whether a failure of the SDK says that the request is wrong, not that the desk is.</summary>
    public static bool IsOfSender(Exception failure) => failure is ArgumentException or FormatException or JsonException or InvalidOperationException;

    /// <summary>A header's value: double quotes taken away, then percent-decoded once.</summary>
    public void ReadHeader(string name, StringValues values)
    {
        if (name == "datacontenttype") { Refuse(name, "is told by Content-Type, not by a header of its own"); return; }
        if (values.Count != 1) { Refuse(name, "must be sent once"); return; }
        try
        {
            Read(name, HttpUtilities.DecodeHeaderValue(values[0]!));
        }
        catch (ArgumentException)
        {
            Refuse(name, "must be percent-encoded UTF-8");
        }
    }

    public void ReadJson(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return;
        var isExtension = name != version && !known.ContainsKey(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.String: Read(name, value.GetString()!); break;
            case JsonValueKind.True or JsonValueKind.False when isExtension: Read(name, value.GetRawText()); break;
            case JsonValueKind.Number when isExtension && value.TryGetInt32(out _): Read(name, value.GetRawText()); break;
            default: Refuse(name, isExtension ? "must be text, a whole number or a boolean" : "must be text"); break;
        }
    }

    public void Read(string name, string value)
    {
        if (!seen.Add(name)) { Refuse(name, "must be sent once"); return; }
        if (seen.Count > most) { Refuse(name, $"is one of more than {most} attributes"); return; }
        if (value.Length > longest) { Refuse(name, $"is longer than {longest} characters"); return; }
        if (name == version)
        {
            if (value != CloudEventsSpecVersion.V1_0.VersionId) Refuse(name, $"must be {CloudEventsSpecVersion.V1_0.VersionId}");
            return;
        }
        try
        {
            Event.SetAttributeFromString(name, value);
            if (name == "time" && Event.Time is { Year: < 1901 or > 8999 }) Refuse(name, "must be an RFC 3339 timestamp of this age");
        }
        catch (Exception wrong) when (IsOfSender(wrong))
        {
            Refuse(name, known.TryGetValue(name, out var type)
                ? $"must be a {type} of CloudEvents that is not empty"
                : "must have a name of lower-case letters and digits, and a value without control characters");
        }
    }

    public void RequireAll()
    {
        foreach (var name in required.Where(name => !seen.Contains(name) && !errors.Has(path + name))) Refuse(name, "is required");
    }

    private void Refuse(string name, string reason)
    {
        Failed = true;
        errors.Add(path + name, reason);
    }
}
