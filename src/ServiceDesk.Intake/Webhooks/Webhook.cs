using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>Somebody hears events about tickets at an address from now on, or under other conditions than before. Stream <c>webhook-{id}</c>.</summary>
/// <param name="Webhook">Its id.</param>
/// <param name="Url">Where events are sent.</param>
/// <param name="Types">Stored names, or beginnings of such names followed by <c>*</c>.</param>
/// <param name="Organization">Events about tickets of this organisation only; null = of all.</param>
/// <param name="Description">For people.</param>
/// <param name="From">By log, the position after which events are sent; of the first definition.</param>
/// <param name="By">Who.</param>
[StoredName("intake.webhook-defined.v1")]
internal sealed record WebhookDefined(
    string Webhook, string Url, IReadOnlyList<string> Types, string? Organization, string? Description, IReadOnlyDictionary<string, long> From, string By);

/// <summary>The webhook signs with the next secret; the one before signs too for a while.</summary>
[StoredName("intake.webhook-secret-rotated.v1")]
internal sealed record WebhookSecretRotated(string Webhook, int Number, Instant PreviousUntil, string By);

/// <summary>Events from a position on are sent again.</summary>
[StoredName("intake.webhook-redelivery-requested.v1")]
internal sealed record WebhookRedeliveryRequested(string Webhook, string From, string By);

/// <summary>An event could not be delivered for a day and was given up.</summary>
[StoredName("intake.webhook-given-up.v1")]
internal sealed record WebhookGivenUp(string Webhook, string Event, int Failures, string Error);

/// <summary>Nothing is sent any more.</summary>
[StoredName("intake.webhook-ended.v1")]
internal sealed record WebhookEnded(string Webhook, string By);

/// <summary>A webhook as its decisions need it.</summary>
internal sealed record Webhook(WebhookDefined? Defined, int SecretNumber, bool Ended) : IState<Webhook>
{
    public static Webhook Initial { get; } = new(null, 1, false);

    public static string StreamOf(string id) => $"webhook-{id}";

    public bool IsActive => Defined is not null && !Ended;

    public Webhook Evolve(object @event) => @event switch
    {
        WebhookDefined defined => this with { Defined = Defined is null ? defined : defined with { From = Defined.From } },
        WebhookSecretRotated rotated => this with { SecretNumber = rotated.Number },
        WebhookEnded => this with { Ended = true },
        _ => this,
    };
}

/// <summary>The webhooks as a table.</summary>
internal sealed class WebhooksReadModel : IProjection
{
    public string Name => "webhooks";
    public int Version => 1;
    public IReadOnlyList<string> Tables => ["webhooks"];
    public IReadOnlyList<Type>? Handles => [typeof(WebhookDefined), typeof(WebhookSecretRotated), typeof(WebhookEnded)];

    public string Definition => """
        create table webhooks (
          webhook text primary key,
          url text not null,
          types text[] not null,
          organization text,
          description text,
          starts jsonb not null,
          secret_number int not null default 1,
          previous_until timestamptz,
          ended boolean not null default false
        )
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            var command = e.Body switch
            {
                WebhookDefined d => Command("""
                    insert into webhooks (webhook, url, types, organization, description, starts) values ($1, $2, $3, $4, $5, $6)
                    on conflict (webhook) do update set url = $2, types = $3, organization = $4, description = $5
                    """, d.Webhook, d.Url, d.Types.ToArray(), d.Organization, d.Description, new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = JsonSerializer.Serialize(d.From) }),
                WebhookSecretRotated r => Command("update webhooks set secret_number = $2, previous_until = $3 where webhook = $1", r.Webhook, r.Number, r.PreviousUntil.ToDateTimeUtc()),
                WebhookEnded w => Command("update webhooks set ended = true where webhook = $1", w.Webhook),
                _ => null,
            };
            if (command is not null) commands.BatchCommands.Add(command);
        }
    }

    private static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}

/// <summary>A webhook as it is now.</summary>
internal sealed record WebhookRow(
    string Id, string Url, string[] Types, string? Organization, string? Description, IReadOnlyDictionary<string, long> From, int SecretNumber, Instant? PreviousUntil)
{
    /// <summary>Whether it hears events of this type about tickets; what happens besides tickets is nobody's outside.</summary>
    public bool Hears(RecordedEvent e) =>
        e.Meta.Imported is null && Guid.TryParse(e.Subject, out _)
        && Types.Any(type => type.EndsWith('*') ? e.Type.StartsWith(type[..^1], StringComparison.Ordinal) : e.Type == type);

    /// <summary>Those that are not ended.</summary>
    public static async Task<IReadOnlyList<WebhookRow>> All(NpgsqlDataSource database, CancellationToken cancel)
    {
        var found = new List<WebhookRow>();
        await using var command = database.CreateCommand(
            "select webhook, url, types, organization, description, starts::text, secret_number, previous_until from webhooks where not ended order by webhook");
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            found.Add(new WebhookRow(
                row.GetString(0), row.GetString(1), row.GetFieldValue<string[]>(2), Text(3), Text(4),
                JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(5))!, row.GetInt32(6),
                row.IsDBNull(7) ? null : Instant.FromDateTimeUtc(row.GetDateTime(7))));
        }
        return found;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }
}
