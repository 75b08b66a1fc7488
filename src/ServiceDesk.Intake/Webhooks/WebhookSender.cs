using System.Diagnostics;
using System.Net;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>
/// Queues for each webhook what it hears, in causal order, and sends what is due: events of one ticket one after another, several tickets at
/// once. Among all instances of the service one sends; a receiver may get an event twice, with the same webhook-id.
/// </summary>
internal sealed partial class WebhookSender(
    Journal journal, IReadOnlyDictionary<string, IEventSource> logs, WebhookQueue queue, WebhookSecrets secrets, HttpMessageHandler handler,
    IConfiguration configuration, IClock clock, ILogger<WebhookSender> logger) : BackgroundService
{
    private const int MostAtOnce = 200;
    private const int TicketsAtOnce = 8;
    private const int LeadershipLock = 5105;
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);
    private static readonly Duration forgetEvery = Duration.FromHours(1);

    private readonly HttpClient http = new(handler, disposeHandler: false) { Timeout = patience, MaxResponseContentBufferSize = 65_536 };
    private Instant forgottenAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await queue.Define(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var leadership = await Lead(stoppingToken);
                while (await StillLeads(leadership, stoppingToken))
                {
                    if (!await Work(stoppingToken)) await Task.Delay(pause, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                Stumbled(logger, error);
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(2), stoppingToken));
            }
        }
    }

    /// <summary>Waits until no other instance sends. The lock ends with its connection.</summary>
    private async Task<NpgsqlConnection> Lead(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Log")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        await using var wait = new NpgsqlCommand($"select pg_advisory_lock({LeadershipLock})", connection) { CommandTimeout = 0 };
        await wait.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    private static async Task<bool> StillLeads(NpgsqlConnection leadership, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand("select 1", leadership);
        return await ask.ExecuteScalarAsync(cancel) is not null;
    }

    /// <summary>One round over all webhooks; false when there was nothing to do.</summary>
    private async Task<bool> Work(CancellationToken cancel)
    {
        if (clock.GetCurrentInstant() - forgottenAt > forgetEvery)
        {
            forgottenAt = clock.GetCurrentInstant();
            await queue.Forget(forgottenAt, cancel);
        }
        // A slow receiver holds up its own events only.
        var worked = await Task.WhenAll((await WebhookRow.All(journal.Database, cancel)).Select(webhook => Work(webhook, cancel)));
        return worked.Contains(true);
    }

    private async Task<bool> Work(WebhookRow webhook, CancellationToken cancel)
    {
        var filled = await Fill(webhook, cancel);
        var due = await queue.Due(webhook.Id, MostAtOnce, clock.GetCurrentInstant(), cancel);
        await Parallel.ForEachAsync(due.GroupBy(one => one.Ticket), new ParallelOptions { MaxDegreeOfParallelism = TicketsAtOnce, CancellationToken = cancel },
            async (ticket, stop) =>
            {
                foreach (var one in ticket)
                {
                    if (!await Send(webhook, one, stop)) return;
                }
            });
        return filled || due.Count > 0;
    }

    /// <summary>Queues the next events that the webhook hears. An event waits until all that it was caused by has been passed.</summary>
    private async Task<bool> Fill(WebhookRow webhook, CancellationToken cancel)
    {
        var cursors = await queue.Cursors(webhook, logs.Keys, cancel);
        var next = new Dictionary<string, Queue<RecordedEvent>>();
        var before = new Dictionary<string, long>(cursors);
        foreach (var (name, log) in logs) next[name] = new(await log.Read(cursors[name], MostAtOnce, cancel));
        var heard = new List<RecordedEvent>();
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var (name, events) in next)
            {
                while (events.TryPeek(out var e) && CausesPassed(e, cursors))
                {
                    events.Dequeue();
                    cursors[name] = e.Id.Position;
                    moved = true;
                    if (webhook.Hears(e)) heard.Add(e);
                }
            }
        }
        if (cursors.All(one => before[one.Key] == one.Value)) return false;
        await queue.Add(webhook.Id, await OfOrganization(webhook, heard, cancel), before, cursors, cancel);
        return true;
    }

    private static bool CausesPassed(RecordedEvent e, Dictionary<string, long> cursors)
    {
        foreach (var (log, position) in e.Meta.After ?? new Dictionary<string, long>())
        {
            if (log != e.Id.Log && cursors.TryGetValue(log, out var at) && at < position) return false;
        }
        return true;
    }

    /// <summary>Those about tickets of the webhook's organisation: the first event of a ticket here names it.</summary>
    private async Task<IReadOnlyList<RecordedEvent>> OfOrganization(WebhookRow webhook, IReadOnlyList<RecordedEvent> heard, CancellationToken cancel)
    {
        if (webhook.Organization is not { } organization || heard.Count == 0) return heard;
        var own = new HashSet<string>();
        await using var command = queue.Command(
            "select stream from events where stream = any ($1) and version = 1 and data ->> 'organization' = $2",
            heard.Select(e => Streams.Ticket(Guid.Parse(e.Subject))).Distinct().ToArray(), organization);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) own.Add(row.GetString(0));
        return [.. heard.Where(e => own.Contains(Streams.Ticket(Guid.Parse(e.Subject))))];
    }

    /// <summary>Tries once; true when the receiver took it, or when it is given up, so that the ticket's next event may go.</summary>
    private async Task<bool> Send(WebhookRow webhook, Delivery one, CancellationToken cancel)
    {
        var now = clock.GetCurrentInstant();
        var (status, error) = await Post(webhook, one, now, cancel);
        if (error is null)
        {
            await queue.Delivered(webhook.Id, one, status!.Value, clock.GetCurrentInstant(), cancel);
            return true;
        }
        var first = one.FirstTry ?? now;
        var next = status == (int)HttpStatusCode.Gone ? null : RetrySchedule.Next(one.Event.ToString(), first, one.Failures + 1, now);
        if (next is null) await GiveUp(webhook, one, error, cancel);
        await queue.Failed(webhook.Id, one, status, error, first, next, cancel);
        return next is null;
    }

    private async Task<(int? Status, string? Error)> Post(WebhookRow webhook, Delivery one, Instant now, CancellationToken cancel)
    {
        var found = await logs[one.Event.Log].Read(one.Event.Position - 1, 1, cancel);
        using var span = Tracing.Start("webhook", found[0].Type, found[0]);
        var body = CloudEvents.ToJson(found[0], one.Sequence);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/cloudevents+json");
        request.Headers.Add(WebhookSignature.IdHeader, one.Event.ToString());
        request.Headers.Add(WebhookSignature.TimestampHeader, WebhookSignature.Timestamp(now));
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.Sign(one.Event.ToString(), now, body, secrets.Signing(webhook, now)));
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : $"The receiver answered {(int)answer.StatusCode}.");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return (null, failed is OperationCanceledException ? "The receiver did not answer in time." : failed.Message);
        }
    }

    /// <summary>A day of failures is a fact of its own, for the audit trail and whoever watches it.</summary>
    private async Task GiveUp(WebhookRow webhook, Delivery one, string error, CancellationToken cancel)
    {
        var given = new WebhookGivenUp(webhook.Id, one.Event.ToString(), one.Failures + 1, error);
        var meta = new EventMeta { Actor = $"service:{journal.Log}", Cause = one.Event.ToString(), TraceParent = Activity.Current?.Id };
        await journal.Handle<Webhook>(Webhook.StreamOf(webhook.Id), null, _ => Decision.Accept(given), meta, clock.GetCurrentInstant().ToMicroseconds(), cancel);
        GaveUp(logger, webhook.Id, one.Event.ToString(), error);
    }

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhooks stand still for a moment")]
    private static partial void Stumbled(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} did not get {Event}: {Reason}")]
    private static partial void GaveUp(ILogger logger, string webhook, string @event, string reason);
}
