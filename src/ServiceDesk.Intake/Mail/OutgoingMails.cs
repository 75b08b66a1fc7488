using Npgsql;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Mail;

/// <summary>Every mail that was written with its state, so that those on their way are found.</summary>
internal sealed class OutgoingMailsReadModel : IProjection
{
    public string Name => "outgoing_mails";
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["outgoing_mails"];
    public IReadOnlyList<Type>? Handles => [typeof(MailQueued), typeof(MailSent), typeof(MailFailed)];

    public string Definition => """
        create table outgoing_mails (
          message_id text collate "C" primary key,
          ticket uuid not null,
          position bigint not null,
          state text not null,
          reason text,
          queued_at timestamptz not null,
          send_from timestamptz not null,
          ended_at timestamptz
        );
        create index on outgoing_mails (position) where state = 'queued';
        create index on outgoing_mails (ended_at);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            commands.BatchCommands.Add(e.Body switch
            {
                MailQueued mail => Command("insert into outgoing_mails (message_id, ticket, position, state, queued_at, send_from) values ($1, $2, $3, 'queued', $4, $5)",
                    mail.MessageId, Guid.Parse(e.Subject), e.Id.Position, e.At.ToDateTimeUtc(), (mail.SendFrom ?? e.At).ToDateTimeUtc()),
                MailSent mail => Command("update outgoing_mails set state = 'sent', ended_at = $2 where message_id = $1", mail.MessageId, e.At.ToDateTimeUtc()),
                MailFailed mail => Command("update outgoing_mails set state = 'failed', ended_at = $2, reason = $3 where message_id = $1", mail.MessageId, e.At.ToDateTimeUtc(), mail.Reason),
                _ => throw new InvalidOperationException($"{e.Type} is no event of a mail."),
            });
        }
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
