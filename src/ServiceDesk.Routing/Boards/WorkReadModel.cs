using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Routing.Boards;

/// <summary>What is done about each ticket, from Resolution's log: when somebody last did something, what comes next, and whether it is open.</summary>
internal sealed class WorkReadModel : IProjection
{
    public const string Word = "work";

    public string Name => Word;
    public int Version => 2;
    public IReadOnlyList<string> Tables => ["worked_tickets"];

    public IReadOnlyList<Type>? Handles =>
    [
        typeof(CaseOpened), typeof(CaseAssigned), typeof(PromiseChanged), typeof(CaseCorrected), typeof(CaseEnded), typeof(CaseResumed), typeof(CaseReopened),
        typeof(ResponseGiven), typeof(ProgressReported), typeof(DiagnosisRecorded), typeof(DiagnosisCompleted), typeof(DiagnosisStepRecorded), typeof(PlaybookItemTicked),
        typeof(RemoteSessionStarted), typeof(RemoteSessionEnded), typeof(NoteAdded), typeof(NextStepPlanned), typeof(WorkAccepted), typeof(WorkPaused), typeof(Contracts.WorkResumed),
        typeof(ContactNoted), typeof(TicketResolved), typeof(SolutionRejected), typeof(TicketClosed),
    ];

    public string Definition => """
        create table worked_tickets (
          id uuid primary key,
          subject text not null,
          agent text,
          accepted_by text,
          is_open boolean not null default true,
          was_open boolean not null default true,
          waits_for text,
          waits_until timestamptz,
          update_every interval not null,
          next_step_due timestamptz,
          opened_at timestamptz not null,
          worked_at timestamptz not null,
          imported boolean not null
        );
        create index on worked_tickets (worked_at, id) where is_open and not imported;
        create index on worked_tickets (opened_at, id) where is_open and not imported;
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        foreach (var e in events)
        {
            if (!Guid.TryParse(e.Subject, out var ticket) || Change(e) is not var (sql, values)) continue;
            commands.Add(sql, ticket, values);
            // What another system tells is history until somebody here does something about it.
            if (e.Meta.Imported is null && e.Body is not CaseOpened) commands.Add("update worked_tickets set imported = false where id = $1 and imported", ticket);
        }
    }

    private static (string Sql, object[] Values)? Change(RecordedEvent recorded) => recorded.Body switch
    {
        CaseOpened e => ("insert into worked_tickets (id, subject, update_every, opened_at, worked_at, imported) values ($1, $2, $3, $4, $4, $5)",
            [e.Subject, UpdateEvery(e.Promise), Utc(e.At), recorded.Meta.Imported is not null]),
        CaseAssigned e => ("update worked_tickets set agent = $2, accepted_by = case when agent is not distinct from $2 or accepted_by = $2 then accepted_by end, update_every = $3 where id = $1",
            [Rows.Text(e.Agent), UpdateEvery(e.Promise)]),
        PromiseChanged e => ("update worked_tickets set update_every = $2 where id = $1", [UpdateEvery(e.Promise)]),
        CaseCorrected e => ("update worked_tickets set subject = coalesce($2, subject) where id = $1", [Rows.Text(e.Values.GetValueOrDefault("subject"))]),
        ResponseGiven e => Worked(e.At),
        DiagnosisRecorded e => Worked(e.At),
        DiagnosisCompleted e => Worked(e.At),
        DiagnosisStepRecorded e => Worked(e.At),
        PlaybookItemTicked e => Worked(e.At),
        RemoteSessionStarted e => Worked(e.At),
        RemoteSessionEnded e => Worked(e.At),
        NoteAdded e => Worked(e.At),
        ContactNoted { Incoming: false } e => Worked(e.At),
        Contracts.WorkResumed e => ($"update worked_tickets set {Looked}, {GoesOn} where id = $1", [Utc(e.At)]),
        WorkAccepted e => ($"update worked_tickets set {Looked}, accepted_by = $3 where id = $1", [Utc(e.At), e.By]),
        ProgressReported e => ($"update worked_tickets set {Looked}, next_step_due = coalesce($3, $2 + update_every) where id = $1", [Utc(e.At), Rows.Moment(e.NextUpdateAt)]),
        NextStepPlanned e => ($"update worked_tickets set {Looked}, next_step_due = $3 where id = $1", [Utc(e.At), Utc(e.Due)]),
        WorkPaused e => ($"update worked_tickets set {Looked}, waits_for = $3, waits_until = $4, next_step_due = coalesce($4, next_step_due) where id = $1",
            [Utc(e.At), Hosting.Words.Of(e.Reason), Rows.Moment(e.Until)]),
        TicketResolved e => (Ends, [Utc(e.At)]),
        TicketClosed e => (Ends, [Utc(e.At)]),
        SolutionRejected e => (Reopened, [Utc(e.At)]),
        CaseReopened e => (Reopened, [Utc(e.At)]),
        CaseEnded => ("update worked_tickets set was_open = is_open, is_open = false where id = $1", []),
        CaseResumed => ("update worked_tickets set is_open = was_open where id = $1", []),
        _ => null,
    };

    /// <summary>Whether the work on a ticket is over, as far as it is known here.</summary>
    public static async Task<bool> IsFinished(Journal journal, Guid ticket, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select not is_open from worked_tickets where id = $1");
        command.Parameters.Add(new() { Value = ticket });
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Those of some open tickets about which nobody has done anything yet.</summary>
    public static async Task<IReadOnlySet<Guid>> Untouched(Journal journal, Guid[] tickets, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand(
            "select id from worked_tickets where id = any ($1) and is_open and accepted_by is null and waits_for is null and worked_at <= opened_at");
        command.Parameters.Add(new() { Value = tickets });
        var untouched = new HashSet<Guid>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) untouched.Add(row.GetGuid(0));
        return untouched;
    }

    private const string Looked = "worked_at = greatest(worked_at, $2)";

    private const string GoesOn = "waits_for = null, waits_until = null";

    private const string Ends = $"update worked_tickets set is_open = false, next_step_due = null, {Looked}, {GoesOn} where id = $1";

    private const string Reopened = $"update worked_tickets set is_open = true, next_step_due = null, {Looked} where id = $1";

    private static (string, object[]) Worked(Instant at) => ($"update worked_tickets set {Looked} where id = $1", [Utc(at)]);

    /// <summary>How long the requester may be left without word: as promised, else as usual for the priority.</summary>
    private static TimeSpan UpdateEvery(Promise promise) =>
        promise.Clocks?.FirstOrDefault(one => one.Clock == ClockName.Update)?.Target.ToTimeSpan() ?? TimeSpan.FromHours(promise.Priority switch
        {
            Priority.P1 => 1,
            Priority.P2 => 4,
            Priority.P3 => 24,
            _ => 72,
        });

    private static DateTime Utc(Instant at) => at.ToDateTimeUtc();
}
