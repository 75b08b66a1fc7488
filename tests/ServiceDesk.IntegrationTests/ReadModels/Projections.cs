using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;
using Models = ServiceDesk.EventStore.ReadModels;

namespace ServiceDesk.IntegrationTests.ReadModels;

public sealed class Projections(Cluster cluster) : IAsyncLifetime
{
    private readonly LogDatabase database = new(cluster);
    private readonly NoteBook book = new();
    private Journal journal = null!;
    private Models models = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        journal = database.Open();
        models = Of(journal);
        await models.Start(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await models.DisposeAsync();
        await journal.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Until_waits_for_a_position_to_be_readable()
    {
        for (var i = 0; i < 30; i++)
        {
            var outcome = await journal.Note($"until-{i}", $"{i}");
            await models.Until("law", outcome.Position, Cancel);
            (await journal.Database.Ask<long>("select count(*) from notes")).ShouldBe(i + 1);
        }
    }

    [Fact]
    public async Task Each_event_is_applied_once_though_connections_are_lost_and_two_processes_project()
    {
        await using var second = database.Open();
        await using var secondModels = Of(second);
        await secondModels.Start(Cancel);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 20; i++) await Task.WhenAll(Enumerable.Range(0, 40).Select(n => journal.Append(Notes.To($"each-{round}-{i}-{n}", 0, "x"))));
            await Eventually.Holds(async () => await database.EndSessions("update public.checkpoints") + await database.EndSessions("select position from public.checkpoints") > 0,
                "a projection's session was ended");
        }
        await journal.Append(Notes.To("last", 0, "x"));

        await UntilCaughtUp();

        (await database.Rows("select position from served.notes order by ordinal")).ShouldBe(await database.Rows("select position from events order by position"));
    }

    [Fact]
    public async Task What_is_applied_without_the_checkpoint_is_undone()
    {
        await database.Execute("""
            create function stop() returns trigger language plpgsql as $$ begin raise exception 'the checkpoint is held'; end $$;
            create trigger held before update on checkpoints for each row execute function stop();
            """);
        await journal.Note("once", "x");
        await Eventually.Holds(() => models.Failures is [{ Reason: var why }] && why.Contains("the checkpoint is held"), "the checkpoint could not be moved");
        (await database.Ask<long>("select count(*) from served.notes")).ShouldBe(0);

        await database.Execute("drop trigger held on checkpoints");
        await UntilCaughtUp();
        (await database.Ask<long>("select count(*) from served.notes")).ShouldBe(1);
    }

    [Fact]
    public async Task A_failing_projection_names_the_event_waits_there_and_goes_on_once_repaired()
    {
        book.Stumbles = "stone";
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => journal.Append(Notes.To($"before-{n}", 0, "x"))));
        var stone = await journal.Note("stone", "stone");
        await journal.Note("behind", "y");

        await Eventually.Holds(() => models.Failures.Count > 0 && models.Failures[0].Event is not null, "the failure is told");
        await Eventually.Holds(() => models.Failures is [{ Event.Position: var at }] && at == stone.Position, "the failing event is named");
        models.Failures[0].ShouldBe(new Standstill("notes_1", new LogPosition("law", stone.Position), "Stumbled over stone."));
        (await journal.Database.Ask<long>("select max(position) from notes")).ShouldBe(stone.Position - 1); // all before it, nothing behind it
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(3)); // longer than the pause between two tries
        await Should.ThrowAsync<OperationCanceledException>(() => models.Until("law", stone.Position, impatient.Token));
        (await journal.Database.Ask<long>("select max(position) from notes")).ShouldBe(stone.Position - 1);

        book.Stumbles = null;
        await UntilCaughtUp();

        models.Failures.ShouldBeEmpty();
        (await database.Rows("select position from served.notes order by ordinal")).ShouldBe(await database.Rows("select position from events order by position"));
    }

    [Fact]
    public async Task A_read_model_rebuilt_under_load_equals_the_one_before_and_is_readable_all_the_while()
    {
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(n => journal.Append(Notes.To($"old-{n}", 0, $"{n}"))));
        using var done = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var n = 0; !done.IsCancellationRequested; n++) await journal.Note($"new-{n % 50}", $"{n}");
        }, Cancel);
        var enough = new TaskCompletionSource();
        var reading = Task.Run(async () =>
        {
            var (reads, last) = (0, 0L);
            for (; !done.IsCancellationRequested; reads++)
            {
                if (reads > 3) enough.TrySetResult();
                var head = await journal.Note("seen", "now");
                await models.Until("law", head.Position, Cancel);
                var seen = await journal.Database.Ask<long>("select max(position) from notes, authors");
                seen.ShouldBeGreaterThanOrEqualTo(head.Position); // what was waited for is shown, before and after the switch
                seen.ShouldBeGreaterThanOrEqualTo(last);
                last = seen;
            }
            return reads;
        }, Cancel);

        for (var rebuild = 1; rebuild <= 3; rebuild++)
        {
            if (reading.IsCompleted) await reading;
            (await models.Rebuild("notes", Cancel)).ShouldBeTrue();
            var generation = $"notes_1_r{rebuild}";
            await Eventually.Holds(async () => reading.IsCompleted || await database.Ask<long>($"select count(*) from read_models where live = '{generation}' and building is null") == 1, $"{generation} is served");
        }
        await await Task.WhenAny(reading, enough.Task); // a quick machine rebuilds faster than it is read
        await done.CancelAsync();
        await writing;

        (await reading).ShouldBeGreaterThan(3);
        await UntilCaughtUp();
        var before = await Dump();
        (await models.Rebuild("notes", Cancel)).ShouldBeTrue();
        await Eventually.Holds(async () => await database.Ask<string>("select live from read_models") == "notes_1_r4", "the last generation is served");
        (await Dump()).ShouldBe(before);
        (await database.Rows("select position from served.notes order by ordinal")).ShouldBe(await database.Rows("select position from events order by position"));
        await Eventually.Holds(async () => (await database.Rows("select nspname from pg_namespace where nspname like 'notes%'")).SequenceEqual(["(notes_1_r4)"]), "older generations are gone");
    }

    [Fact]
    public async Task Two_instances_that_build_the_same_new_version_serve_it_once_and_keep_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(n => journal.Append(Notes.To($"old-{n}", 0, $"{n}"))));
        await UntilCaughtUp();
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested) (await database.Ask<long>("select count(*) from served.notes")).ShouldBeGreaterThanOrEqualTo(500);
        }, Cancel);
        await using var first = database.Open();
        await using var second = database.Open();
        await using var models1 = new Models(first, database.ServiceConnection, [(new NoteBook { Version = 2 }, first)]);
        await using var models2 = new Models(second, database.ServiceConnection, [(new NoteBook { Version = 2 }, second)]);
        await Task.WhenAll(models1.Start(Cancel), models2.Start(Cancel));
        await Eventually.Holds(async () => await database.Ask<string>("select coalesce(max(live), '') from read_models where building is null") == "notes_2", "the new version is served");

        for (var n = 0; n < 50; n++)
        {
            var outcome = await journal.Note($"new-{n}", $"{n}");
            await Task.WhenAll(models1.Until("law", outcome.Position, Cancel), models2.Until("law", outcome.Position, Cancel));
            (await database.Ask<long>("select count(*) from served.notes")).ShouldBe(501 + n);
        }
        await done.CancelAsync();
        await reading;
        models1.Failures.Concat(models2.Failures).ShouldBeEmpty();
        (await database.Rows("select nspname from pg_namespace where nspname like 'notes%'")).ShouldBe(["(notes_2)"]);
    }

    private Models Of(Journal log) => new(log, database.ServiceConnection, [(book, log)]);

    private async Task UntilCaughtUp() => await models.Until("law", await journal.Head(Cancel), Cancel);

    private async Task<IReadOnlyList<string>> Dump() =>
        [.. await database.Rows("select * from served.notes order by ordinal"), .. await database.Rows("select * from served.authors order by author")];
}
