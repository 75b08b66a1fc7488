using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Analytics;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;
using KeptKeys = ServiceDesk.Dev.LedgerKeys;
using Models = ServiceDesk.EventStore.ReadModels;
using Secrets = ServiceDesk.Dev.Secrets;

namespace ServiceDesk.IntegrationTests.Audit;

/// <summary>
/// Somebody with all rights on the database, but without the signing key, changes the log of a real PostgreSQL: the offline checker names the first bad entry of
/// each kind. 600 entries in two signed parts; 1 to 256 fill a tile.
/// </summary>
public sealed class TamperedLedger(Cluster cluster) : IAsyncLifetime
{
    private const int Part = 300;

    private static readonly EventTypes types = DeskTypes.Create(typeof(LedgerEntry).Assembly);

    private readonly LogDatabase database = new(cluster);
    private readonly string folder = Directory.CreateTempSubdirectory("servicedesk-ledger-").FullName;
    private readonly string key = NewKey();

    private Journal journal = null!;
    private Models models = null!;
    private int heard;

    private string Kept => Path.Combine(folder, "heads.jsonl");

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await Open();
        var heads = Heads(Kept);
        for (var part = 0; part < 2; part++)
        {
            await Hear(Part);
            await heads.CoverAll(TestContext.Current.CancellationToken);
        }
        await models.UntilShown(TreeReadModel.Word, await journal.Head(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_nobody_touched_agrees_with_every_head_that_was_kept()
    {
        var (exit, said) = await Verifier.Run(await Export(), "--head", Kept);

        exit.ShouldBe(0, said);
        said.ShouldContain("602 entries agree with 2 heads");
    }

    [Fact]
    public async Task The_tree_is_built_anew_with_the_same_bytes()
    {
        var before = await Tree();
        await Forget();
        await Open();
        await models.UntilShown(TreeReadModel.Word, await journal.Head(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        (await Tree()).ShouldBe(before);
        before.Count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task A_changed_byte_is_named()
    {
        var position = await At(400);
        await Tamper($"update events set data = jsonb_set(data, '{{data,words}}', '\"Printer 400!\"') where position = {position}");

        await Named(400, position);
    }

    [Theory]
    [InlineData("occurred = occurred + '1 microsecond'")]
    [InlineData("at = at + '1 microsecond'")]
    [InlineData("meta = meta || '{\"via\":\"web\"}'")]
    [InlineData("meta = meta || '{\"unknown\":1}'")]
    [InlineData("type = 'analytics.other.v1'")]
    [InlineData("stream = 'intake/99999'")]
    public async Task A_change_of_anything_that_stands_beside_it_is_named(string change)
    {
        var position = await At(10);
        await Tamper($"update events set {change} where position = {position}");

        await Named(10, position);
    }

    [Fact]
    public async Task A_deleted_row_is_named()
    {
        var position = await At(256);
        await Tamper($"delete from events where position = {position}");

        await Named(256, position);
    }

    [Fact]
    public async Task Two_rows_that_changed_places_are_named()
    {
        var (one, other) = (await At(254), await At(257));
        await Tamper($"""
            create temporary table other as select * from events where position in ({one}, {other});
            delete from events where position in ({one}, {other});
            insert into events (position, stream, version, type, data, meta, occurred, at) overriding system value
            select {one} + {other} - position, stream, version, type, data, meta, occurred, at from other
            """);

        await Named(254, one);
    }

    [Fact]
    public async Task A_row_that_was_put_between_others_is_named()
    {
        var position = await At(300);
        await Tamper($"""
            delete from events where position = {position};
            insert into events (position, stream, version, type, data, meta, occurred, at) overriding system value
            select {position}, 'intake/88888', 1, type, data, meta, occurred, at from events where position = {await At(299)}
            """);

        await Named(300, position);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_names_the_first_entry_that_is_gone()
    {
        var position = await At(500);
        await Tamper($"delete from events where position >= {position}");

        await Named(500, position);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_together_with_its_tree_names_the_first_entry_that_is_gone_by_a_head_that_was_kept()
    {
        await Tamper($"delete from events where position >= {await At(500)}");
        await Forget();
        await Open();

        (await Verifier.Run(await Export())).ExitCode.ShouldBe(0, "what is left was signed");
        var (exit, said) = await Verifier.Run(await Export(), "--head", Kept);
        exit.ShouldBe(1);
        said.ShouldContain("Entry 301: it is missing", Case.Sensitive, "only what a head covers is exported");
    }

    [Fact]
    public async Task A_log_that_was_cut_off_and_grew_again_names_the_first_entry_in_the_place_of_another()
    {
        var position = await At(500);
        await Tamper($"delete from events where position >= {position}");
        await Forget();
        await Open();
        await Hear(Part);
        await Heads(null).CoverAll(TestContext.Current.CancellationToken);

        (await Verifier.Run(await Export())).ExitCode.ShouldBe(0, "the service was made to sign it, too");
        var (exit, said) = await Verifier.Run(await Export(), "--head", Kept);
        exit.ShouldBe(1);
        said.ShouldStartWith("Entry 500 (analytics/");
        said.ShouldContain("in the place of another");
    }

    [Fact]
    public async Task A_change_for_which_the_tree_was_built_anew_lies_between_two_heads_and_is_named_by_an_export_from_before()
    {
        var before = await Export();
        var position = await At(400);
        await Tamper($"update events set data = jsonb_set(data, '{{data,words}}', '\"Printer 400!\"') where position = {position}");
        await Forget();
        await Open();

        var (exit, said) = await Verifier.Run(await Export());
        exit.ShouldBe(1);
        said.ShouldStartWith("Entries 301 to 601: one of them");
        (await Verifier.Run(await Export(), "--known", before)).Said.ShouldStartWith($"Entry 400 (analytics/{position})");
    }

    [Fact]
    public async Task A_ledger_that_is_not_the_one_that_was_signed_is_signed_no_more()
    {
        await Tamper($"update events set data = jsonb_set(data, '{{data,words}}', '\"Printer 40!\"') where position = {await At(40)}");
        await Forget();
        await Open();
        await Hear(1);

        var refused = await Should.ThrowAsync<RefusedException>(() => Heads(null).CoverAll(TestContext.Current.CancellationToken));
        refused.Problem.Code.ShouldBe("ledger-differs");
    }

    [Fact]
    public async Task A_ledger_that_lost_what_was_signed_is_signed_no_more_where_heads_are_kept()
    {
        await Tamper($"delete from events where position >= {await At(200)}");
        await Forget();
        await Open();
        await Hear(Part * 3);

        (await Should.ThrowAsync<RefusedException>(() => Heads(Kept).CoverAll(TestContext.Current.CancellationToken))).Problem.Code.ShouldBe("ledger-differs");
    }

    [Fact]
    public async Task A_new_key_is_introduced_by_the_one_before_and_one_that_was_replaced_does_not_come_back()
    {
        var next = NewKey();
        await Hear(1);
        await Heads(Kept, next, key).CoverAll(TestContext.Current.CancellationToken);
        await Hear(1);
        var introduced = await Heads(Kept, next).Keys(TestContext.Current.CancellationToken);
        introduced.Count.ShouldBe(2);
        introduced[1].IsIntroducedBy(introduced[0]).ShouldBeTrue();

        (await Verifier.Run(await Export(), "--key", introduced[0].Id)).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(0), one => one.Said.ShouldContain("3 heads"));
        await Should.ThrowAsync<RefusedException>(() => Heads(Kept).CoverAll(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Keys_that_were_made_between_two_starts_lose_neither_the_one_in_use_nor_its_word()
    {
        var secrets = Secrets.Open(folder);
        await Hear(1);
        await Heads(Kept, KeptKeys.Private(secrets), key).CoverAll(TestContext.Current.CancellationToken);
        KeptKeys.Rotate(Secrets.Open(folder));
        KeptKeys.Rotate(Secrets.Open(folder));
        await Hear(1);
        var rotated = Secrets.Open(folder);
        var heads = Heads(Kept, KeptKeys.Private(rotated), KeptKeys.Previous(rotated));
        await heads.CoverAll(TestContext.Current.CancellationToken);

        var introduced = await heads.Keys(TestContext.Current.CancellationToken);
        introduced.Count.ShouldBe(3, "the one between was never in use");
        introduced[2].IsIntroducedBy(introduced[1]).ShouldBeTrue();
        (await Verifier.Run(await Export(), "--key", introduced[0].Id)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Two_who_sign_at_once_record_one_head()
    {
        await Hear(5);
        var leaf = await journal.Head(TestContext.Current.CancellationToken);
        await models.UntilShown(TreeReadModel.Word, leaf, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Heads(null).Cover(604, TestContext.Current.CancellationToken)));

        (await database.Ask<long>("select count(*) from events where stream = 'tree-heads'")).ShouldBe(3);
    }

    /// <summary>The checker names exactly this entry.</summary>
    private async Task Named(int leaf, long position)
    {
        var (exit, said) = await Verifier.Run(await Export());

        exit.ShouldBe(1, said);
        said.ShouldMatch($@"^Entry {leaf} \(analytics/\d+\)");
        if (!said.Contains("99999", StringComparison.Ordinal)) said.ShouldContain($"analytics/{position}");
    }

    private async Task<long> At(int leaf) => await database.Ask<long>($"select position from events order by position offset {leaf} limit 1");

    private async Task Tamper(string sql) =>
        await database.Execute($"alter table events disable trigger all; {sql}; alter table events enable trigger all");

    /// <summary>The tree is thrown away, so that it is built anew from what the log says now.</summary>
    private async Task Forget()
    {
        await Close();
        await database.Execute("drop schema if exists tree_1 cascade; delete from read_models where name = 'tree'; delete from checkpoints where name like 'tree%'");
    }

    private async Task<IReadOnlyList<string>> Tree() =>
    [
        .. await database.Rows("select * from tree_1.tiles order by level, tile"),
        .. await database.Rows("select * from tree_1.leaf_positions order by tile"),
        .. await database.Rows("select * from tree_1.tree_heads order by size"),
    ];

    private async Task<string> Export()
    {
        var (path, cancel) = (Path.Combine(folder, $"{Guid.NewGuid():N}.ndjson"), TestContext.Current.CancellationToken);
        await models.UntilShown(TreeReadModel.Word, await journal.Head(cancel), cancel);
        var export = new LedgerExport(journal, new TreeReader(journal, models), Heads(null));
        await using var file = File.Create(path);
        await export.Write(file, 0, await export.Signed(cancel), cancel);
        return path;
    }

    private async Task Open()
    {
        journal = new Journal(new JournalOptions("analytics", database.ServiceConnection), types, Guid.CreateVersion7);
        models = new Models(journal, database.ServiceConnection, [(new TreeReadModel(), journal)]);
        await models.Start(TestContext.Current.CancellationToken);
    }

    private async Task Close()
    {
        await models.DisposeAsync();
        await journal.DisposeAsync();
    }

    private TreeHeads Heads(string? file) => Heads(file, key);

    private TreeHeads Heads(string? file, string signing, string? previous = null)
    {
        var settings = new Dictionary<string, string?> { ["Ledger:SigningKey"] = signing, ["Ledger:PreviousSigningKey"] = previous, ["Ledger:HeadsFile"] = file };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new TreeHeads(journal, new TreeReader(journal, models), SystemClock.Instance, configuration, NullLogger<TreeHeads>.Instance);
    }

    private async Task Hear(int events)
    {
        for (var n = 0; n < events; n++)
        {
            var (id, now) = ($"intake/{++heard}", SystemClock.Instance.GetCurrentInstant().ToMicroseconds());
            var entry = new LedgerEntry(
                id, "/servicedesk/intake", "intake.message-received.v1", "0197f0a0-0000-7000-8000-000000000001", "ticket-0197f0a0-0000-7000-8000-000000000001", heard, "person-ada",
                null, null, null, null, null, now, now, new RawJson(JsonSerializer.Serialize(new { words = $"Printer {heard}" })));
            (await journal.Append([new StreamAppend(id, 0, [new NewEvent(entry, new EventMeta { Actor = "service:analytics" }, now)])], TestContext.Current.CancellationToken)).Conflict.ShouldBeFalse();
        }
    }

    private static string NewKey()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(made.ExportPkcs8PrivateKey());
    }
}
