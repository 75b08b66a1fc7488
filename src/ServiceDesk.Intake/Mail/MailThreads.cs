using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>Which ticket a Message-ID belongs to, of the messages that came and those that were sent.</summary>
internal sealed class MailThreadsReadModel : IProjection
{
    /// <summary>Longer ones are nobody's and would not fit an index.</summary>
    private const int longestId = 500;

    public string Name => "mail_threads";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["mail_threads"];
    public IReadOnlyList<Type>? Handles => [typeof(TicketSubmitted), typeof(MessageReceived), typeof(MailQueued)];

    public string Definition => "create table mail_threads (message_id text collate \"C\" primary key, ticket uuid not null)";

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            var id = e.Body switch
            {
                TicketSubmitted { Channel: MailDesk.Channel } submitted => submitted.ExternalId,
                MessageReceived { Channel: MailDesk.Channel } message => message.MessageId,
                MailQueued queued => queued.MessageId,
                _ => null,
            };
            if (id is null or { Length: > longestId } || !Guid.TryParse(e.Subject, out var ticket)) continue;
            // Whoever came first keeps an id: a stranger who repeats it changes nothing.
            var command = new NpgsqlBatchCommand("insert into mail_threads (message_id, ticket) values ($1, $2) on conflict do nothing");
            command.Parameters.Add(new() { Value = id });
            command.Parameters.Add(new() { Value = ticket });
            commands.BatchCommands.Add(command);
        }
    }
}

/// <summary>Finds the ticket of a message by the messages that it answers.</summary>
internal sealed class MailThreads(Journal journal, ReadModels models)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>By the message it answers, else by the latest of its thread that is known.</summary>
    public async Task<Guid?> Find(IncomingMail mail, CancellationToken cancel)
    {
        string[] ids = [.. ((string?[])[mail.InReplyTo, .. mail.References.Reverse()]).OfType<string>().Distinct()];
        if (ids.Length == 0) return null;
        await CatchUp(cancel);
        var found = new Dictionary<string, Guid>();
        await using var command = journal.Database.CreateCommand("select message_id, ticket from mail_threads where message_id = any ($1)");
        command.Parameters.Add(new() { Value = ids });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) found[rows.GetString(0)] = rows.GetGuid(1);
        return ids.Where(found.ContainsKey).Select(id => (Guid?)found[id]).FirstOrDefault();
    }

    /// <summary>A fast answer must not overtake the read model.</summary>
    private async Task CatchUp(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            await models.Until(journal.Log, await journal.Head(cancel), limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-yet", "The desk does not know its latest messages yet; try again."));
        }
    }
}
