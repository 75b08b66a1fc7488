using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Operations;

/// <summary>Tells of a restore drill; one that passed compared something and found no difference.</summary>
internal sealed record RecordDrill(Instant BackupAt, bool Passed, int Events, int Tables, int Seconds, IReadOnlyList<string> Differences) : IInput<RecordDrill>
{
    private const int MostDifferences = 100;

    public static RecordDrill Read(Input input)
    {
        var (at, passed) = (input.Instant("backupAt"), input.Truth("passed"));
        if (at is null && !input.Refuses("backupAt")) input.Require("backupAt");
        if (passed is null && !input.Refuses("passed")) input.Require("passed");
        return new RecordDrill(
            at ?? default, passed ?? false, input.Whole("events", 0, int.MaxValue) ?? 0, input.Whole("tables", 0, 100_000) ?? 0, input.Whole("seconds", 0, 1_000_000) ?? 0,
            input.Texts("differences", 500, MostDifferences));
    }

    public Decision Decide(Drills drills, Actor actor, Instant now)
    {
        if (BackupAt > now) return Decision.Invalid("backupAt", "lies in the future");
        if (Passed && (Tables == 0 || Differences.Count > 0)) return Decision.Invalid("passed", "is only what compared tables and found no difference");
        return Decision.Accept(new RestoreDrilled(BackupAt, Passed, Events, Tables, Duration.FromSeconds(Seconds), Differences, actor.Id, now));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/operations/drills", async (Body<RecordDrill> body, Act act, Journal journal, DrillAge age, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Drills are about all organisations; yours is one.");
            var command = body.Value;
            var outcome = await journal.Handle<Drills>(
                Drills.Stream, act.IfMatch, drills => command.Decide(drills, act.Actor, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            age.Note(outcome.State);
            return (IResult)TypedResults.Created("/operations/drills", new { Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.System, Roles.Admin).Accepts<RecordDrill>("application/json").WithSummary("Tells of a restore drill.");

        routes.MapGet("/operations/drills", async (Actor actor, Journal journal, AccessDirectory directory, IClock clock, CancellationToken cancel) =>
        {
            if (actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Drills are about all organisations; yours is one.");
            var drills = (await journal.ReadStreams([Drills.Stream], cancel)).Select(e => e.Body).OfType<RestoreDrilled>().Reverse().ToList();
            var good = drills.Find(one => one.Passed);
            return (IResult)TypedResults.Ok(new DrillPage(
                good?.BackupAt, good is null ? null : clock.GetCurrentInstant() - good.BackupAt,
                [.. drills.Take(100).Select(one => new DrillLine(one.BackupAt, one.Passed, one.Events, one.Tables, one.Took, one.Differences, directory.NameOf(one.By), one.At))]));
        }).For(Roles.Auditor, Roles.Lead, Roles.Admin).Produces<DrillPage>().WithSummary("The restore drills, the last one first, and how old the last backup is that is known to restore.");
    }
}

/// <summary>A restore drill as it is shown.</summary>
internal sealed record DrillLine(Instant BackupAt, bool Passed, long Events, int Tables, Duration Took, IReadOnlyList<string> Differences, string ByName, Instant At);

/// <summary>The restore drills, and the age of the last backup that passed one.</summary>
internal sealed record DrillPage(Instant? LastGoodBackup, Duration? Age, IReadOnlyList<DrillLine> Items);
