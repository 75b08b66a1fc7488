using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Boards;

/// <summary>A page of a list that goes on after the last line of the page before: by an instant, and by what parts lines of the same instant.</summary>
internal sealed partial record Page(int Limit, (string At, string Key)? After)
{
    private const int UsualLimit = 50;
    private const int MostLimit = 500;

    public static bool TryRead(int? limit, string? after, out Page page, out Problem problem)
    {
        (page, problem) = (new Page(limit ?? UsualLimit, null), Problem.NotFound);
        if (page.Limit is < 1 or > MostLimit) { problem = Problem.Field("limit", $"must be 1 to {MostLimit}"); return false; }
        if (after is null) return true;
        if (Cursor(after) is not { } cursor) { problem = Problem.Field("after", "must be the next of an earlier page"); return false; }
        page = page with { After = cursor };
        return true;
    }

    /// <summary>Only lines after the page before, in ascending order.</summary>
    public void Beyond(Conditions where, string at, string key) => Only(where, at, key, '>');

    /// <summary>Only lines after the page before, in descending order.</summary>
    public void Before(Conditions where, string at, string key) => Only(where, at, key, '<');

    /// <summary>Reads a page; the last two columns are the instant as text and the key.</summary>
    public async Task<PageOf<T>> Read<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        var (lines, cursors) = (new List<T>(), new List<string>());
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            lines.Add(read(row));
            cursors.Add(Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { row.GetString(row.FieldCount - 2), row.GetString(row.FieldCount - 1) })));
        }
        return lines.Count > Limit ? new PageOf<T>(lines[..Limit], cursors[Limit - 1]) : new PageOf<T>(lines, null);
    }

    private void Only(Conditions where, string at, string key, char than)
    {
        if (After is { } last) where.Add($"({at}, {key}) {than} ({where.Value(last.At)}::timestamptz, {where.Value(last.Key)})");
    }

    private static (string At, string Key)? Cursor(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(text)) is [{ } at, { } key]
                && InstantShape().IsMatch(at) && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out _) && !key.Contains('\0')
                ? (at, key)
                : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>As the database writes one; a time of day would be an instant too, and none to the database.</summary>
    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([+-][0-9]{2}(:[0-9]{2})?|Z)\z")]
    private static partial Regex InstantShape();
}

/// <summary>Some lines, and where the next page begins; null when there is none.</summary>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, string? Next);
