using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Channels;

/// <summary>Inbound webhooks as they are defined now, and channels that keep failing.</summary>
internal sealed class ChannelsReadModel : IProjection
{
    public string Name => "channels";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["inbound_webhooks", "failing_channels", "channel_changes"];
    public IReadOnlyList<Type>? Handles => [typeof(ChannelDefined), typeof(ChannelFailed), typeof(ChannelRecovered)];

    public string Definition => """
        create table inbound_webhooks (webhook text primary key, version int not null, definition text not null);
        create table failing_channels (channel text primary key, code text not null, at timestamptz not null);
        create table channel_changes (single boolean primary key default true check (single), position bigint not null);
        insert into channel_changes (position) values (0);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            var command = e.Body switch
            {
                ChannelDefined defined => Command("""
                    insert into inbound_webhooks (webhook, version, definition) values ($1, $2, $3::jsonb::text)
                    on conflict (webhook) do update set version = excluded.version, definition = excluded.definition
                    """, defined.Webhook, e.Version, e.Data),
                ChannelFailed failed => Command("""
                    insert into failing_channels (channel, code, at) values ($1, $2, $3)
                    on conflict (channel) do update set code = excluded.code, at = excluded.at
                    """, failed.Channel, failed.Code, failed.At.ToDateTimeUtc()),
                ChannelRecovered recovered => Command("delete from failing_channels where channel = $1", recovered.Channel),
                _ => null,
            };
            if (command is null) continue;
            commands.BatchCommands.Add(command);
            commands.BatchCommands.Add(Command("update channel_changes set position = $1", e.Id.Position));
        }
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
