using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>
/// Makes the tickets of schedules when they are due. A ticket's id follows from schedule and instant, so that several instances and
/// restarts make it once. What was missed while no instance ran is made up for once: by the newest instant, and the ticket says so.
/// </summary>
internal sealed class ScheduleWatcher(Journal journal, Submissions submissions, IClock clock, ILogger<ScheduleWatcher> logger)
    : Watcher(lookEvery, logger)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly Duration late = Duration.FromMinutes(5);
    private static readonly Actor desk = new("service:intake", [Roles.System], null, null);

    private readonly SemaphoreSlim firing = new(1, 1);
    private readonly Dictionary<string, Instant> made = [];
    private IReadOnlyList<(ScheduleDefined Schedule, Recurrence Recurrence)> schedules = [];
    private long known;

    /// <summary>Makes every ticket that is due and was not made yet.</summary>
    public async Task FireDue(CancellationToken cancel)
    {
        await firing.WaitAsync(cancel);
        try
        {
            if (await SchedulesReadModel.Newest(journal, cancel) is var newest && newest != known)
            {
                schedules = [.. (await SchedulesReadModel.Running(journal, cancel)).Select(one => (one, Recurrence.Of(one.Cron, one.Zone)))];
                known = newest;
            }
            var now = clock.GetCurrentInstant().ToMicroseconds();
            foreach (var (schedule, recurrence) in schedules)
            {
                // A schedule counts from when it was set: nothing is made for instants that had passed before.
                if (recurrence.Latest(Instant.Max(schedule.EffectiveFrom, schedule.At), schedule.Until, now) is not { } due) continue;
                if (made.TryGetValue(schedule.Schedule, out var last) && last >= due) continue;
                await Make(schedule, due, now, cancel);
                made[schedule.Schedule] = due;
            }
        }
        finally
        {
            firing.Release();
        }
    }

    protected override Task Look(CancellationToken cancel) => FireDue(cancel);

    private async Task Make(ScheduleDefined schedule, Instant due, Instant now, CancellationToken cancel)
    {
        var instant = InstantPattern.ExtendedIso.Format(due);
        var answer = await submissions.Submit(
            Ticket(schedule, due, now), new Act(desk, null, null, now), $"schedule/{schedule.Schedule}/{instant}", waitForRoom: true, canAskBack: false, cancel);
        // Under another text, such as that of a late one, it was made by another instance.
        if (answer.Problem is { Code: not "idempotency-key-reused" } problem) ScheduleLog.Refused(Logger, schedule.Schedule, instant, problem.Detail);
        else if (answer.Problem is null) ScheduleLog.Made(Logger, schedule.Schedule, instant, answer.Number!);
    }

    public static SubmitTicket Ticket(ScheduleDefined schedule, Instant due, Instant now) => new(
        schedule.Kind, schedule.Subject, Description(schedule, due, now), new SubmittedRequester(schedule.RequesterName, schedule.Email, schedule.Phone, schedule.Organization),
        schedule.Impact, schedule.Urgency, schedule.Category, "schedule", schedule.AffectedSystem, $"{schedule.Schedule}/{InstantPattern.ExtendedIso.Format(due)}", null, null, null)
    {
        RequestType = schedule.RequestType,
        Fields = schedule.Fields,
        Language = schedule.Language,
    };

    private static string? Description(ScheduleDefined schedule, Instant due, Instant now)
    {
        if (now - due < late) return schedule.Description;
        var instant = InstantPattern.ExtendedIso.Format(due);
        var note = schedule.Language == "zh"
            ? $"计划时间为 {instant}。当时服务台未运行，现补建；更早错过的各次不再补建。"
            : $"Due by its schedule at {instant}, made later because the desk was not running then. Nothing is made for instants missed before that one.";
        return $"{schedule.Description ?? schedule.Subject}\n\n{note}";
    }
}

internal static partial class ScheduleLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Schedule {Schedule} could not make its ticket of {Due}: {Reason}")]
    public static partial void Refused(ILogger logger, string schedule, string due, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Schedule {Schedule} made its ticket of {Due}: {Number}")]
    public static partial void Made(ILogger logger, string schedule, string due, string number);
}
