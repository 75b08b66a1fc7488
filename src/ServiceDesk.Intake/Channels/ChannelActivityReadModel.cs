using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Channels;

/// <summary>How many tickets came through each channel, by organisation and webhook, and when the last message did.</summary>
internal sealed class ChannelActivityReadModel : IProjection
{
    public string Name => "channel_activity";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["channel_activity"];
    public IReadOnlyList<Type>? Handles => [typeof(TicketSubmitted), typeof(MessageReceived), typeof(AlertsReported), typeof(RecoveryReported)];

    public string Definition => """
        create table channel_activity (
          channel text not null, organization text not null, via text not null, tickets bigint not null, last_at timestamptz not null,
          primary key (channel, organization, via)
        );
        """;

    /// <summary>One command for each channel, organisation and webhook of the run, because most runs are of one.</summary>
    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var sums = new SortedDictionary<(string Channel, string Organization, string Via), (long Tickets, Instant Last)>();
        foreach (var e in events)
        {
            // Later messages do not tell whose ticket they are about; nobody who is bound to one organisation is shown them.
            var (channel, organization, tickets) = e.Body switch
            {
                TicketSubmitted ticket => (ticket.Channel, ticket.Organization, 1),
                MessageReceived message => (message.Channel, "", 0),
                AlertsReported or RecoveryReported => (ReceiveAlerts.Channel, "", 0),
                _ => ("", "", 0),
            };
            if (channel.Length == 0) continue;
            var key = (channel, organization, ChannelNames.IsWebhook(e.Meta.Via) ? e.Meta.Via! : "");
            var sum = sums.GetValueOrDefault(key, (0, Instant.MinValue));
            sums[key] = (sum.Tickets + tickets, Instant.Max(sum.Last, e.At));
        }
        foreach (var ((channel, organization, via), (tickets, last)) in sums)
        {
            var command = new NpgsqlBatchCommand("""
                insert into channel_activity as known (channel, organization, via, tickets, last_at) values ($1, $2, $3, $4, $5)
                on conflict (channel, organization, via) do update set tickets = known.tickets + excluded.tickets, last_at = greatest(known.last_at, excluded.last_at)
                """);
            foreach (var value in (object[])[channel, organization, via, tickets, last.ToDateTimeUtc()]) command.Parameters.Add(new() { Value = value });
            commands.BatchCommands.Add(command);
        }
    }
}
