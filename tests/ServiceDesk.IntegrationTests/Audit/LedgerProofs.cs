using System.Text.Json.Nodes;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Proofs;

namespace ServiceDesk.IntegrationTests.Audit;

/// <summary>Heads, proofs, export and audit pack over HTTP, checked by the offline checker.</summary>
[Collection(DeskCollection.Name)]
public sealed class LedgerProofs(Desk desk) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("servicedesk-proofs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_event_of_another_service_is_proven_and_the_ledger_goes_on_from_every_head()
    {
        var ticket = await desk.Ticket("demo");
        var entries = (await desk.As("auditor").Get("analytics", $"/audit/tickets/{ticket}")).Json["entries"]!.AsArray();
        var proof = await Proof($"event={entries[0]!["id"]}");
        var later = await Proof($"event={entries[^1]!["ledgerPosition"]}");

        (await Proof($"leaf={proof["leaf"]}&size={proof["size"]}"))["event"]!.ToString().ShouldBe(entries[0]!["ledgerPosition"]!.ToString());
        var head = (await desk.As("auditor").Get("analytics", "/ledger/head")).Json;
        head["size"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(later["size"]!.GetValue<long>());
        var keys = (await desk.As("auditor").Get("analytics", "/ledger/keys")).Items;
        System.Text.Json.JsonSerializer.Deserialize<TreeHead>(head.ToJsonString(), System.Text.Json.JsonSerializerOptions.Web)!
            .IsSignedBy(System.Text.Json.JsonSerializer.Deserialize<LedgerKey>(keys[^1].ToJsonString(), System.Text.Json.JsonSerializerOptions.Web)!).ShouldBeTrue();

        var step = (await desk.As("auditor").Get("analytics", $"/ledger/proofs/consistency?first={proof["size"]}&second={head["size"]}")).Json;
        step["firstRoot"]!.ToString().ShouldBe(proof["root"]!.ToString());
        step["secondRoot"]!.ToString().ShouldBe(head["root"]!.ToString());
        MerkleProof.IsConsistent(
            step["first"]!.GetValue<long>(), step["second"]!.GetValue<long>(), Bytes(step["firstRoot"]), Bytes(step["secondRoot"]), [.. step["proof"]!.AsArray().Select(Bytes)]).ShouldBeTrue();
    }

    [Fact]
    public async Task The_whole_ledger_is_exported_and_checked()
    {
        await desk.Ticket("demo");
        var size = (await Proof("leaf=0"))["size"]!.GetValue<long>();
        var export = await Save("ledger.ndjson", await desk.As("auditor").Get("analytics", "/ledger/entries"));
        var rest = await Save("rest.ndjson", await desk.As("auditor").Get("analytics", $"/ledger/entries?after={size / 2}"));

        foreach (var file in (string[])[export, rest])
        {
            var (exit, said) = await Verifier.Run(file);
            exit.ShouldBe(0, said);
        }
        var few = await desk.As("auditor").Get("analytics", "/ledger/entries?limit=3");
        few.Lines.Count(line => line["entry"] is not null).ShouldBe(3);
    }

    [Fact]
    public async Task A_pack_is_checked_by_itself_and_tells_of_no_other_ticket()
    {
        var other = await desk.Ticket("demo", "Another secret matter");
        var ticket = await desk.Ticket("demo", "The printer of Li Na");
        (await desk.As("agent").Post("resolution", $"/tickets/{ticket}/respond", new { message = "We look at it." })).Status.ShouldBe(200);
        await desk.Quiet();

        var reply = await desk.As("auditor").Get("analytics", $"/audit/tickets/{ticket}/pack");
        var pack = await Save("pack.json", reply);
        var (exit, said) = await Verifier.Run(pack);
        exit.ShouldBe(0, said);
        var audited = (await desk.As("auditor").Get("analytics", $"/audit/tickets/{ticket}")).Json["entries"]!.AsArray();
        var own = audited.Where(entry => entry!["subject"]!.ToString() == ticket).Select(entry => entry!["id"]!.ToString());
        reply.Json["entries"]!.AsArray().Select(entry => entry!["entry"]!["data"]!["id"]!.ToString()).ShouldBe(own);
        reply.Body.ShouldNotContain(other);
        reply.Body.ShouldNotContain("Another secret matter");

        File.WriteAllText(pack, reply.Body.Replace("We look at it.", "We looked at it.", StringComparison.Ordinal));
        (await Verifier.Run(pack)).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(1), one => one.Said.ShouldStartWith("Entry "));
    }

    [Fact]
    public async Task A_pack_of_chosen_events_shows_nothing_else_of_the_ticket_and_is_proven_all_the_same()
    {
        var ticket = await desk.Ticket("demo", "A subject that is not disclosed");
        (await desk.As("agent").Post("resolution", $"/tickets/{ticket}/respond", new { message = "This is disclosed." })).Status.ShouldBe(200);
        (await desk.As("agent").Post("resolution", $"/tickets/{ticket}/note", new { text = "This is not." })).Status.ShouldBe(200);
        await desk.Quiet();

        var reply = await desk.As("auditor").Get("analytics", $"/audit/tickets/{ticket}/pack?only=resolution.response-given.v1");
        var pack = await Save("selection.json", reply);
        (await Verifier.Run(pack)).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(0, one.Said), one => one.Said.ShouldContain("1 entries"), one => one.Said.ShouldContain("a selection"));
        reply.Body.ShouldContain("This is disclosed.");
        reply.Body.ShouldNotContain("not disclosed");
        reply.Body.ShouldNotContain("This is not.");
        var named = reply.Json["entries"]![0]!["entry"]!["data"]!["id"]!.ToString();
        (await desk.As("auditor").Get("analytics", $"/audit/tickets/{ticket}/pack?only={named}")).Json["entries"]!.AsArray().Count.ShouldBe(1);
        (await desk.As("auditor").Get("analytics", $"/audit/tickets/{ticket}/pack?only=nothing")).WrongFields.ShouldBe(["only"]);

        File.WriteAllText(pack, reply.Body.Replace("This is disclosed.", "This is invented.", StringComparison.Ordinal));
        (await Verifier.Run(pack)).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(1), one => one.Said.ShouldStartWith("Entry "));
    }

    [Fact]
    public async Task A_pack_of_a_confidential_ticket_proves_who_read_it_also_in_the_ledger()
    {
        var id = await desk.Ticket("acme", "A private matter");
        (await desk.As("lead").Post("intake", $"/tickets/{id}/confidential", new { confidential = true, reason = "health" })).Status.ShouldBe(200);
        await desk.Quiet();
        var reader = await desk.Register(null, "auditor");
        await reader.Caller.Get("resolution", $"/tickets/{id}");
        await reader.Caller.Get("analytics", $"/audit/tickets/{id}");
        await desk.Quiet();

        var reply = await desk.As("auditor").Get("analytics", $"/audit/tickets/{id}/pack");
        var pack = await Save("reads.json", reply);
        var (exit, said) = await Verifier.Run(pack);
        exit.ShouldBe(0, said);
        var readers = (await desk.As("auditor").Get("analytics", $"/audit/tickets/{id}/readers")).Items.Select(item => item["ledgerPosition"]!.ToString()).ToList();
        readers.Count.ShouldBe(3, "Resolution's, the audit's, and the one of the pack itself, which it cannot hold");
        reply.Json["entries"]!.AsArray().Select(entry => entry!["entry"]!["id"]!.ToString()).Intersect(readers).ShouldBe(readers[..2]);

        File.WriteAllText(pack, reply.Body.Replace($"\"what\":\"/audit/tickets/{id}\"", $"\"what\":\"/audit/tickets/{id}/timeline\"", StringComparison.Ordinal));
        (await Verifier.Run(pack)).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(1), one => one.Said.ShouldStartWith("Entry "), one => one.Said.ShouldContain(readers[1]));
    }

    [Fact]
    public async Task A_ledger_that_is_not_the_one_that_was_signed_makes_the_service_not_ready_until_it_is_again()
    {
        await Proof("leaf=0"); // so that there is a head
        await Eventually.Holds(async () => (await Health()).Status == 200, "the service is ready");
        await TurnLastHead();
        try
        {
            await Eventually.Holds(async () => (await Health()).Status == 503, "the service is not ready");
            var failure = (await Health()).Json["failures"]!.AsArray().ShouldHaveSingleItem()!;
            (failure["name"]!.ToString(), failure["reason"]!.ToString()).ShouldSatisfyAllConditions(
                one => one.Item1.ShouldBe("signed-ledger"), one => one.Item2.ShouldContain("is not the one of which"));
            (await desk.As("auditor").Get("analytics", "/ledger/head")).Status.ShouldBe(200, "it can still be looked into");
        }
        finally
        {
            await TurnLastHead();
        }
        await Eventually.Holds(async () => (await Health()).Status == 200, "the service is ready again");

        Task<Reply> Health() => desk.Admin.Get("analytics", "/health/ready");
        Task TurnLastHead() => desk["analytics"].Execute("""
            alter table events disable trigger all;
            update events set data = jsonb_set(data, '{root}', to_jsonb(reverse(data ->> 'root')))
            where stream = 'tree-heads' and version = (select max(version) from events where stream = 'tree-heads');
            alter table events enable trigger all
            """);
    }

    [Fact]
    public async Task Who_is_bound_to_one_organisation_gets_packs_of_its_tickets_only()
    {
        var bound = await desk.Register("acme", "auditor");
        var (own, foreign) = (await desk.Ticket("acme"), await desk.Ticket("demo"));

        (await bound.Caller.Get("analytics", $"/audit/tickets/{own}/pack")).Status.ShouldBe(200);
        (await bound.Caller.Get("analytics", $"/audit/tickets/{foreign}/pack")).Status.ShouldBe(404);
        (await bound.Caller.Get("analytics", "/ledger/entries")).Status.ShouldBe(403);
        (await bound.Caller.Get("analytics", "/ledger/proofs/inclusion?leaf=0")).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("/ledger/proofs/inclusion", "event")]
    [InlineData("/ledger/proofs/inclusion?leaf=-1", "leaf")]
    [InlineData("/ledger/proofs/inclusion?leaf=0&size=0", "size")]
    [InlineData("/ledger/proofs/inclusion?leaf=0&size=999999999", "size")]
    [InlineData("/ledger/proofs/consistency?first=0", "first")]
    [InlineData("/ledger/proofs/consistency?first=5&second=4", "first")]
    [InlineData("/ledger/proofs/consistency?first=1&second=999999999", "second")]
    [InlineData("/ledger/entries?after=-1", "after")]
    [InlineData("/ledger/entries?after=999999999", "after")]
    [InlineData("/ledger/entries?limit=0", "limit")]
    [InlineData("/ledger/heads?limit=0", "limit")]
    [InlineData("/ledger/heads?after=x", "after")]
    public async Task What_cannot_be_proven_is_refused_by_name(string path, string field)
    {
        await Proof("leaf=0"); // so that there is a head
        var reply = await desk.As("auditor").Get("analytics", path);

        reply.Status.ShouldBe(422, reply.Body);
        reply.WrongFields.ShouldBe([field]);
    }

    [Theory]
    [InlineData("event=intake/999999999")]
    [InlineData("event=analytics/999999999")]
    [InlineData("event=nowhere")]
    [InlineData("leaf=999999999")]
    public async Task What_is_not_there_has_no_proof(string query) =>
        (await desk.As("auditor").Get("analytics", $"/ledger/proofs/inclusion?{query}")).Status.ShouldBe(404);

    /// <summary>An inclusion proof, which holds.</summary>
    private async Task<JsonNode> Proof(string query)
    {
        var reply = await desk.As("auditor").Get("analytics", $"/ledger/proofs/inclusion?{query}");
        reply.Status.ShouldBe(200, reply.Body);
        var proof = reply.Json;
        MerkleProof.Includes(proof["leaf"]!.GetValue<long>(), proof["size"]!.GetValue<long>(), Bytes(proof["leafHash"]), [.. proof["proof"]!.AsArray().Select(Bytes)], Bytes(proof["root"]))
            .ShouldBeTrue(reply.Body);
        return proof;
    }

    private async Task<string> Save(string name, Reply reply)
    {
        reply.Status.ShouldBe(200, reply.Body);
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, reply.Body, TestContext.Current.CancellationToken);
        return path;
    }

    private static byte[] Bytes(JsonNode? hash) => Convert.FromBase64String(hash!.ToString());
}
