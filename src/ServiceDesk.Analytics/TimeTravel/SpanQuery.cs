using System.Globalization;
using NodaTime;
using Npgsql;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>What questions about open work over time have in common.</summary>
internal static class SpanQuery
{
    /// <summary>The spans that hold at an instant, to stand behind "from"; those that ended and those that go on have an index each.</summary>
    public static string Standing(NpgsqlCommand command, AsOf asOf)
    {
        var table = Table(asOf.Axis);
        command.Parameters.Add(new() { Value = asOf.Until.ToDateTimeUtc() });
        var at = $"${command.Parameters.Count}";
        return $"""
            (
              select * from {table} where until_at is null and from_at <= {at}
              union all
              select * from {table} where until_at is not null and tstzrange(from_at, until_at) @> {at}::timestamptz
            ) standing
            """;
    }

    /// <summary>The table of an axis.</summary>
    public static string Table(TimeAxis axis) => TicketSpansReadModel.Axes.Single(one => one.Axis == axis).Table;

    /// <summary>When the last step that an answer may rest on was recorded; null when there is none.</summary>
    public static async Task<Instant?> Through(NpgsqlConnection connection, AsOf asOf, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "select recorded from spans_through";
        return await command.ExecuteScalarAsync(cancel) is DateTime recorded ? Instant.Min(Instant.FromDateTimeUtc(recorded), asOf.Axis == TimeAxis.Known ? asOf.Until : Instant.MaxValue) : null;
    }

    /// <summary>Whether the database can compare an instant of so many ticks since 1970: it knows some centuries.</summary>
    public static bool IsComparable(long ticks) => ticks is >= -40_000_000_000_000_000 and <= 200_000_000_000_000_000;

    public static string Cursor(Instant at, Guid id) => string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeTicks()}_{id}");

    public static bool TryReadCursor(string? text, out (Instant At, Guid Id)? after)
    {
        after = null;
        if (text is null) return true;
        if (text.Split('_') is not [var ticks, var id] || !long.TryParse(ticks, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return false;
        if (!IsComparable(number) || !Guid.TryParse(id, out var ticket)) return false;
        after = (Instant.FromUnixTimeTicks(number), ticket);
        return true;
    }
}
