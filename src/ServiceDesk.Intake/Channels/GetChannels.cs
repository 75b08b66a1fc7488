using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>What went wrong last.</summary>
internal sealed record ChannelError(string Code, Instant At);

/// <summary>A channel as it is doing: <c>failing</c>, <c>ok</c>, or <c>quiet</c> when nothing came for some time.</summary>
/// <param name="Name">The channel.</param>
/// <param name="Tickets">How many tickets came through it.</param>
/// <param name="LastMessageAt">When the last ticket or message came; from the log, so that a restart forgets none.</param>
/// <param name="LastError">The last error since this process started, or the one that the channel is failing with.</param>
/// <param name="State">How it is doing.</param>
internal sealed record ChannelView(string Name, long Tickets, Instant? LastMessageAt, ChannelError? LastError, string State);

/// <summary>All channels. The tickets of <see cref="Items"/> add up to <see cref="Total"/>; those of webhooks are among them.</summary>
internal sealed record ChannelsView(long Total, IReadOnlyList<ChannelView> Items, IReadOnlyList<ChannelView> Webhooks);

/// <summary>The health of the channels, and how many tickets came through each.</summary>
internal static class GetChannels
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/channels",
        async (Actor actor, Journal journal, ChannelDirectory directory, ChannelHealth health, IConfiguration configuration, IClock clock, CancellationToken cancel) =>
        {
            var activity = await Read(journal, actor, cancel);
            var since = clock.GetCurrentInstant() - EventJson.Parse(configuration["Channels:QuietAfter"] ?? "PT24H");
            var visible = directory.Webhooks.Values.Select(one => one.Defined).Where(one => DefineWebhook.IsVisible(one, actor)).ToList();
            var names = ChannelNames.Always.Concat(activity.Select(one => one.Channel)).Concat(visible.Select(one => one.Definition.Channel))
                .Concat(health.Reported.Where(name => !ChannelNames.IsWebhook(name)));
            ChannelView View(string name, IEnumerable<Activity> of) => Show(name, [.. of], directory, health, since);
            var items = names.Distinct().Order(StringComparer.Ordinal).Select(name => View(name, activity.Where(one => one.Channel == name))).ToList();
            var webhooks = visible.Select(one => ChannelNames.Webhook(one.Webhook)).Order(StringComparer.Ordinal)
                .Select(name => View(name, activity.Where(one => one.Via == name))).ToList();
            return TypedResults.Json(new ChannelsView(items.Sum(one => one.Tickets), items, webhooks), HttpJson.Options);
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<ChannelsView>()
        .WithSummary("Every channel: its health, its last message and error, and how many of the tickets that you may see came through it.");

    private static ChannelView Show(string name, IReadOnlyList<Activity> activity, ChannelDirectory directory, ChannelHealth health, Instant quietBefore)
    {
        var seen = health.Seen(name);
        Instant? last = activity.Count == 0 ? seen?.OkAt : Instant.Max(activity.Max(one => one.LastAt), seen?.OkAt ?? Instant.MinValue);
        var error = seen?.Error is { } code ? new ChannelError(code, seen.ErrorAt!.Value)
            : directory.Failing.TryGetValue(name, out var failed) ? new ChannelError(failed.Code, failed.At) : null;
        var state = health.IsFailing(name) ? "failing" : last is { } at && at >= quietBefore ? "ok" : "quiet";
        return new ChannelView(name, activity.Sum(one => one.Tickets), last, error, state);
    }

    private static async Task<List<Activity>> Read(Journal journal, Actor actor, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand(
            "select channel, via, tickets, last_at from channel_activity where $1::text is null or organization = $1");
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)actor.Organization ?? DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(cancel);
        var read = new List<Activity>();
        while (await row.ReadAsync(cancel)) read.Add(new Activity(row.GetString(0), row.GetString(1), row.GetInt64(2), Instant.FromDateTimeUtc(row.GetDateTime(3))));
        return read;
    }

    private sealed record Activity(string Channel, string Via, long Tickets, Instant LastAt);
}
