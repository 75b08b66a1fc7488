using System.Text.Json;
using ServiceDesk.CertificateChecker;

// Reads JSON lines, from the files named or from the input: calendars (objects with a "week") and certificates of SLA clocks after the calendars that they
// count by. Exit code 0: all agree; 1: the first disagreement is named; 2: a line cannot be read.
var calendars = new Dictionary<(string, int), WorkingHours> { [("24x7", 1)] = WorkingHours.Always };
var (line, certificates) = (0, 0);
foreach (var text in args.Length > 0 ? args.SelectMany(File.ReadLines) : Input())
{
    line++;
    if (string.IsNullOrWhiteSpace(text)) continue;
    try
    {
        var json = JsonDocument.Parse(text).RootElement;
        if (json.TryGetProperty("week", out _))
        {
            var calendar = new WorkingHours(json);
            calendars[(calendar.Name, calendar.Version)] = calendar;
            continue;
        }
        if (new Certificate(json, calendars).FirstDisagreement() is { } disagreement)
        {
            Console.Error.WriteLine($"Line {line}: {disagreement}");
            return 1;
        }
        certificates++;
    }
    catch (Exception error) when (error is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or TimeZoneNotFoundException)
    {
        Console.Error.WriteLine($"Line {line} cannot be read: {error.Message}");
        return 2;
    }
}
Console.WriteLine($"{certificates} certificates agree.");
return 0;

static IEnumerable<string> Input()
{
    while (Console.In.ReadLine() is { } text) yield return text;
}
