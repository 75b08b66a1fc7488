using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;
using ServiceDesk.Rules;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Duplicates are suspected, dismissed, linked, merged and unmerged.</summary>
[Collection(DeskCollection.Name)]
public sealed class DuplicateTickets(Desk desk)
{
    [Theory]
    [InlineData("打印机连不上网络", "三楼财务部的打印机连不上网络，无法打印发票", "印表機連不上網絡", "財務部的印表機連不上網絡，發票打印不了")]
    [InlineData("Printer offline in finance", "The invoice printer in finance cannot connect to the network", "ＰＲＩＮＴＥＲ cannot connect", "Finance: the printer cannot connect to the network, no invoices")]
    public async Task A_likely_duplicate_is_shown_with_score_and_reasons_on_both_tickets(string subject, string description, string otherSubject, string otherDescription)
    {
        var organization = await Organization();
        var first = await Submit(organization, subject, description, "Li Na");
        await Submit(organization, "考勤机 attendance terminal", "指纹识别失败 fingerprints are not recognised", "Wang Wei");
        var second = await Submit(organization, otherSubject, otherDescription, "Zhang San");
        await desk.Quiet();

        var shown = (await desk.As("agent").Get("intake", $"/tickets/{second}")).Json["relations"]!["duplicates"]!.AsArray().Single()!;
        (shown["ticket"]!.ToString(), shown["dismissed"]).ShouldBe((first, null));
        shown["score"]!.GetValue<int>().ShouldBeInRange(42, 100);
        shown["reasons"]!.AsArray().Single(reason => reason!["code"]!.ToString() == "similar-text")!["tokens"]!.AsArray().ShouldNotBeEmpty();
        (await Duplicates(desk.As("agent"), first)).ShouldBe([second]);

        var dismissed = await desk.As("agent").Post("intake", $"/tickets/{first}/duplicates/{second}/dismiss", new { reason = "another printer" });
        dismissed.Status.ShouldBe(200, dismissed.Body);
        (await desk.As("agent").Get("intake", $"/tickets/{second}/duplicates?position={dismissed.Text("position")}")).Items.Single()["dismissed"]!["by"].ShouldNotBeNull();
        (await Clusters(organization)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_recorded_suspicion_moves_no_version_and_names_no_ticket_of_another_organisation()
    {
        var (mine, theirs) = (await Organization(), await Organization());
        await Submit(theirs, "VPN 证书过期", "客户端提示 VPN 证书过期");
        var alone = await Submit(mine, "VPN 证书过期", "客户端提示 VPN 证书过期");
        var second = await Submit(mine, "VPN 证书过期", "客户端提示 VPN 证书过期");
        await desk.Quiet();

        (await Duplicates(desk.Admin, second)).ShouldBe([alone]);
        (await Duplicates(desk.Admin, alone)).ShouldBe([second]);
        (await desk.Admin.Get("intake", $"/tickets/{second}")).Headers.ETag!.Tag.ShouldBe("\"1\"");
        var stranger = await desk.Register(theirs, Roles.Agent, Roles.Analyst);
        (await stranger.Caller.Get("intake", $"/tickets/{second}/duplicates")).Status.ShouldBe(404);
        (await stranger.Caller.Get("intake", "/duplicates/clusters")).Items.ShouldBeEmpty();
        (await stranger.Caller.Get("intake", $"/duplicates/clusters?organization={mine}")).Items.ShouldBeEmpty();
        (await Like(stranger.Caller, theirs, "VPN")).Count.ShouldBe(1);
        (await stranger.Caller.Post("intake", "/tickets/check-duplicates", new { subject = "VPN", requester = new { organization = mine } })).WrongFields.ShouldBe(["requester.organization"]);
        foreach (var (verb, body) in (IEnumerable<(string, object)>)[("merge", new { into = alone }), ("links", new { ticket = alone, relation = "related" }), ("unmerge", new { })])
            (await stranger.Caller.Post("intake", $"/tickets/{second}/{verb}", body)).Status.ShouldBe(404, verb);
        (await stranger.Caller.Post("intake", $"/tickets/{second}/duplicates/{alone}/dismiss", new { })).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Every_recorded_suspicion_follows_again_from_the_values_it_names()
    {
        var organization = await Organization();
        var first = await Submit(organization, "键盘", "键盘有几个键按不动");
        (await desk.As("agent").Post("intake", $"/tickets/{first}/correct", new { values = new { subject = "显示器闪烁", description = "显示器一直闪烁" }, reason = "another device" })).Status.ShouldBe(200);
        await Eventually.Holds(async () => (await Like(desk.Admin, organization, "显示器")).Count == 1, "the index holds the corrected values");
        var second = await Submit(organization, "显示器闪烁", "三楼的显示器一直闪烁");
        await desk.Quiet();
        (await Duplicates(desk.Admin, second)).ShouldBe([first]);

        var types = DeskTypes.Create();
        foreach (var row in await desk["intake"].List<string>("select stream || ' ' || data from events where type = 'intake.duplicates-suspected.v1'"))
        {
            var suspected = (DuplicatesSuspected)types.Read("intake.duplicates-suspected.v1", row[(row.IndexOf(' ') + 1)..])!;
            var asked = await Fault(row.Split(' ')[0]["duplicates-".Length..], 1);
            foreach (var candidate in suspected.Candidates)
            {
                var again = DuplicateRule.Judge(asked, await Fault(candidate.Ticket.ToString(), candidate.Version));
                (again.Score, suspected.Rule).ShouldBe((candidate.Score, DuplicateRule.Version), row);
                again.Reasons.Select(reason => new SuspectedReason(reason.Code, reason.Points)).ShouldBe(candidate.Reasons);
            }
        }

        async Task<ReportedFault> Fault(string ticket, int version)
        {
            TicketSubmitted? now = null;
            foreach (var e in await desk["intake"].List<string>($"select type || ' ' || data from events where stream = 'ticket-{ticket}' and version <= {version} order by version"))
            {
                now = types.Read(e.Split(' ')[0], e[(e.IndexOf(' ') + 1)..]) switch
                {
                    TicketSubmitted submitted => submitted,
                    TicketCorrected corrected => now! with
                    {
                        Subject = corrected.Values.GetValueOrDefault("subject", now.Subject),
                        Description = corrected.Values.GetValueOrDefault("description", now.Description),
                        Category = corrected.Values.GetValueOrDefault("category", now.Category!),
                        AffectedSystem = corrected.Values.GetValueOrDefault("affectedSystem", now.AffectedSystem!),
                    },
                    _ => now,
                };
            }
            return new ReportedFault(ReportedFault.TextOf(now!.Subject, now.Description), now.Requester, now.AffectedSystem, now.Category, now.ExternalId, now.At);
        }
    }

    [Theory]
    [InlineData("网")]
    [InlineData("網關")]
    [InlineData("db")]
    [InlineData("Ｊ")]
    public async Task One_or_two_characters_find_open_tickets_and_nothing_is_recorded(string query)
    {
        var organization = await Organization();
        var ticket = await Submit(organization, "支付网关超时", "The DB on drive J is offline");
        await Submit(organization, "指纹", "考勤机无法识别员工的指纹");
        await Eventually.Holds(async () => (await Like(desk.Admin, organization, query)).Count > 0, "the index has the ticket");
        await desk.Quiet();
        var before = await desk.Settled("intake");

        (await Like(desk.Admin, organization, query)).ShouldBe([ticket]);
        (await desk.Settled("intake")).ShouldBe(before);
    }

    [Fact]
    public async Task A_requester_is_shown_only_the_own_tickets()
    {
        var organization = await Organization();
        var (mine, other) = (await desk.Register(organization, Roles.Requester), await desk.Register(organization, Roles.Requester));
        var (one, two) = (await SubmitAs(other.Caller), await SubmitAs(mine.Caller));
        await desk.Quiet();

        (await Duplicates(desk.Admin, two)).ShouldBe([one]);
        (await Duplicates(mine.Caller, two)).ShouldBeEmpty();
        (await mine.Caller.Get("intake", $"/tickets/{two}")).Json["relations"]!["duplicates"]!.AsArray().ShouldBeEmpty();
        (await Like(mine.Caller, organization, "鼠标失灵")).ShouldBe([two]);
        (await desk.Admin.Post("intake", $"/tickets/{two}/merge", new { into = one })).Status.ShouldBe(200);
        (await desk.Admin.Post("intake", $"/tickets/{two}/links", new { ticket = one, relation = "duplicate-of" })).Status.ShouldBe(200);
        var seen = (await mine.Caller.Get("intake", $"/tickets/{two}")).Json["relations"]!;
        (seen["mergedInto"], seen["links"]!.AsArray().Count).ShouldBe((null, 0));
        (await other.Caller.Get("intake", $"/tickets/{one}")).Json["relations"]!["absorbed"]!.AsArray().ShouldBeEmpty();

        static async Task<string> SubmitAs(Caller caller) => (await caller.Post("intake", "/tickets", new { kind = "incident", subject = "鼠标失灵", description = "鼠标左键没有反应" })).Text("id");
    }

    [Fact]
    public async Task After_merge_and_unmerge_the_documents_are_as_before()
    {
        var organization = await Organization();
        var (from, into) = (await Submit(organization, "Scanner dead", "The scanner does not start"), await Submit(organization, "Scanner", "No light on the scanner"));
        await desk.Quiet();
        var before = (await Document(from), await Document(into));

        var caller = desk.As("agent").Sending(("Idempotency-Key", Guid.NewGuid().ToString()), ("If-Match", "\"1\""));
        var merged = await caller.Post("intake", $"/tickets/{from}/merge", new { into, reason = "same scanner" });
        merged.Status.ShouldBe(200, merged.Body);
        (await caller.Post("intake", $"/tickets/{from}/merge", new { into, reason = "same scanner" })).Body.ShouldBe(merged.Body);
        (await caller.Post("intake", $"/tickets/{from}/merge", new { into, reason = "other" })).Code.ShouldBe("idempotency-key-reused");
        var surviving = (await desk.As("agent").Get("intake", $"/tickets/{into}")).Json["relations"]!["absorbed"]!.AsArray().Single()!;
        (surviving["id"]!.ToString(), surviving["subject"]!.ToString()).ShouldBe((from, "Scanner dead"));
        (await desk.As("agent").Get("intake", $"/tickets/{from}")).Json["relations"]!["mergedInto"]!["id"]!.ToString().ShouldBe(into);
        (await Like(desk.Admin, organization, "scanner", until: 1)).ShouldBe([into]);

        (await desk.As("agent").Post("intake", $"/tickets/{into}/merge", new { into = from })).Code.ShouldBe("target-ended");
        (await desk.As("agent").Sending(("If-Match", "\"1\"")).Post("intake", $"/tickets/{from}/unmerge", new { reason = "x" })).Status.ShouldBe(412);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var unmerged = await desk.As("agent").Sending(key).Post("intake", $"/tickets/{from}/unmerge", new { reason = "two scanners" });
        unmerged.Status.ShouldBe(200, unmerged.Body);
        (await desk.As("agent").Sending(key).Post("intake", $"/tickets/{from}/unmerge", new { reason = "two scanners" })).Body.ShouldBe(unmerged.Body);
        (await desk.As("agent").Post("intake", $"/tickets/{from}/unmerge", new { })).Code.ShouldBe("not-merged");
        (await Document(from), await Document(into)).ShouldBe(before);
        (await Like(desk.Admin, organization, "scanner", until: 2)).ShouldBe([from, into], ignoreOrder: true);
    }

    [Fact]
    public async Task The_work_ends_with_the_merge_and_goes_on_after_the_unmerge_as_it_was()
    {
        var organization = await Organization();
        var (from, into) = (await Submit(organization, "投影仪不亮", "会议室投影仪不亮"), await Submit(organization, "投影仪", "投影仪坏了"));
        await desk.Quiet();
        (await desk.As("agent").Post("resolution", $"/tickets/{from}/respond", new { message = "马上来" })).Status.ShouldBe(200);
        await desk.Quiet();
        var before = (await Work(from), await Work(into));

        (await desk.As("agent").Post("intake", $"/tickets/{from}/merge", new { into })).Status.ShouldBe(200);
        (await desk.As("agent").Post("intake", $"/tickets/{from}/messages", new { text = "还是不亮" })).Status.ShouldBe(200);
        await desk.Quiet();
        (await desk.As("agent").Get("resolution", $"/tickets/{from}")).Text("status").ShouldBe("merged");
        (await desk.As("agent").Post("resolution", $"/tickets/{from}/resolve", new { solution = "x" })).Status.ShouldBe(409);
        (await desk.As("agent").Get("intake", $"/tickets/{into}")).Json["relations"]!["absorbed"]!.AsArray().Single()!["messages"]!.AsArray().Count.ShouldBe(1);

        (await desk.As("agent").Post("intake", $"/tickets/{from}/unmerge", new { reason = "two projectors" })).Status.ShouldBe(200);
        await desk.Quiet();
        (await Work(from), await Work(into)).ShouldBe(before);
        (await desk.As("agent").Post("resolution", $"/tickets/{from}/resolve", new { solution = "x", verification = new { passed = true, checks = "x" } })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Of_merges_into_each_other_one_wins()
    {
        var organization = await Organization();
        for (var n = 0; n < 10; n++)
        {
            var (one, other) = (await Submit(organization, $"Race {n}", "x"), await Submit(organization, $"Race {n}", "y"));
            var replies = await Task.WhenAll(
                desk.As("agent").Post("intake", $"/tickets/{one}/merge", new { into = other }), desk.As("agent").Post("intake", $"/tickets/{other}/merge", new { into = one }));
            replies.Select(reply => reply.Status).Order().ShouldBe([200, 409]);
        }
    }

    [Fact]
    public async Task A_refused_merge_changes_nothing()
    {
        var (mine, theirs) = (await Organization(), await Organization());
        var (one, other) = (await Submit(mine, "a", "a"), await Submit(theirs, "b", "b"));
        await desk.Quiet();
        var before = await desk.Settled("intake");

        (await desk.Admin.Post("intake", $"/tickets/{one}/merge", new { into = one })).WrongFields.ShouldBe(["into"]);
        (await desk.Admin.Post("intake", $"/tickets/{one}/merge", new { into = "x" })).WrongFields.ShouldBe(["into"]);
        (await desk.Admin.Post("intake", $"/tickets/{one}/merge", new { into = other })).Code.ShouldBe("other-organization");
        (await desk.Admin.Post("intake", $"/tickets/{one}/merge", new { into = Guid.NewGuid() })).Status.ShouldBe(404);
        (await desk.Admin.Post("intake", $"/tickets/{one}/links", new { ticket = one, relation = "blocks" })).WrongFields.ShouldBe(["ticket"]);
        (await desk.Admin.Post("intake", $"/tickets/{one}/links", new { ticket = other, relation = "friend" })).WrongFields.ShouldBe(["relation"]);
        (await desk.Settled("intake")).ShouldBe(before);
    }

    [Fact]
    public async Task Links_are_shown_on_both_sides_and_taken_back()
    {
        var organization = await Organization();
        var (one, other) = (await Submit(organization, "Switch down", "a"), await Submit(organization, "Phones silent", "b"));

        foreach (var _ in (int[])[1, 2])
            (await desk.As("agent").Post("intake", $"/tickets/{other}/links", new { ticket = one, relation = "caused-by" })).Status.ShouldBe(200);
        (await desk.As("agent").Post("intake", $"/tickets/{one}/links", new { ticket = other, relation = "related" })).Status.ShouldBe(200);
        (await Links(one)).ShouldBe(["causes", "related"]);
        (await Links(other)).ShouldBe(["caused-by", "related"]);
        foreach (var path in (string[])[$"{other}/links/caused-by/{one}", $"{other}/links/related/{one}"])
            (await desk.As("agent").Send(HttpMethod.Delete, "intake", $"/tickets/{path}", null)).Status.ShouldBe(200);
        (await Links(one)).ShouldBeEmpty();
        (await desk["intake"].Ask<long>($"select count(*) from events where stream = 'ticket-{one}'")).ShouldBe(5);

        async Task<IEnumerable<string>> Links(string ticket) =>
            (await desk.As("agent").Get("intake", $"/tickets/{ticket}")).Json["relations"]!["links"]!.AsArray().Select(link => link!["relation"]!.ToString());
    }

    [Fact]
    public async Task Clusters_gather_what_hangs_together_and_come_in_pages()
    {
        var organization = await Organization();
        var printers = new List<string>();
        for (var n = 0; n < 3; n++) printers.Add(await Submit(organization, "打印机卡纸", "打印机又卡纸了"));
        var doors = new List<string>();
        for (var n = 0; n < 2; n++) doors.Add(await Submit(organization, "Badge reader rejects badge", "The badge reader at the door rejects every badge"));
        await desk.Quiet();

        (await Clusters(organization)).Select(cluster => cluster["size"]!.GetValue<int>()).ShouldBe([3, 2]);
        (await Clusters(organization))[0]["members"]!.AsArray().Select(member => member!["ticket"]!.ToString()).ShouldBe(printers, ignoreOrder: true);
        (await Clusters(organization))[0]["reasons"]!.AsArray().ShouldNotBeEmpty();
        var page = await desk.As("analyst").Get("intake", $"/duplicates/clusters?organization={organization}&limit=1");
        var rest = await desk.As("analyst").Get("intake", $"/duplicates/clusters?organization={organization}&limit=1&after={page.Text("next")}");
        rest.Items.Single()["members"]!.AsArray().Select(member => member!["ticket"]!.ToString()).ShouldBe(doors, ignoreOrder: true);
        rest.Json["next"].ShouldBeNull();
        (await desk.As("analyst").Get("intake", $"/duplicates/clusters?organization={organization}&to=2020-01-01T00:00:00Z")).Items.ShouldBeEmpty();
        (await desk.As("analyst").Get("intake", "/duplicates/clusters?from=yesterday")).WrongFields.ShouldBe(["from"]);
    }

    [Fact]
    public async Task A_restart_keeps_the_index_and_a_closed_ticket_is_not_in_it()
    {
        var organization = await Organization();
        var (open, closed) = (await Submit(organization, "服务器宕机", "机房服务器宕机"), await Submit(organization, "服务器宕机", "机房服务器宕机"));
        await desk.Quiet();
        foreach (var (verb, body) in (IEnumerable<(string, object)>)[("respond", new { message = "x" }), ("resolve", new { solution = "x", verification = new { passed = true, checks = "x" } }), ("confirm", new { }), ("close", new { })])
            (await desk.Admin.Post("resolution", $"/tickets/{closed}/{verb}", body)).Status.ShouldBe(200, verb);
        (await Like(desk.Admin, organization, "服务器", until: 1)).ShouldBe([open]);
        (await desk.Admin.Post("intake", $"/tickets/{open}/merge", new { into = closed })).Code.ShouldBe("target-ended");

        await desk.Instance["intake"].Kill();
        await desk.Instance["intake"].Restart(TestContext.Current.CancellationToken);
        (await Like(desk.Admin, organization, "服务器", until: 1)).ShouldBe([open]);
        var next = await Submit(organization, "服务器宕机了", "机房的服务器宕机");
        await desk.Quiet();
        (await Duplicates(desk.Admin, next)).ShouldBe([open]);
    }

    private async Task<string> Organization()
    {
        var id = $"dup-{Guid.NewGuid():N}";
        (await desk.Admin.Post("intake", "/organizations", new { id, name = id })).Status.ShouldBe(201);
        return id;
    }

    private async Task<string> Submit(string organization, string subject, string description, string name = "Li Na")
    {
        var created = await desk.Admin.Post("intake", "/tickets", new { kind = "incident", subject, description, category = "hardware", requester = new { name, organization } });
        created.Status.ShouldBe(201, created.Body);
        return created.Text("id");
    }

    private static async Task<IReadOnlyList<string>> Duplicates(Caller caller, string ticket) =>
        [.. (await caller.Get("intake", $"/tickets/{ticket}/duplicates")).Items.Select(item => item["ticket"]!.ToString())];

    private async Task<IReadOnlyList<JsonNode>> Clusters(string organization) => (await desk.As("analyst").Get("intake", $"/duplicates/clusters?organization={organization}")).Items;

    private static async Task<IReadOnlyList<string>> Like(Caller caller, string organization, string subject)
    {
        var reply = await caller.Post("intake", "/tickets/check-duplicates", new { kind = "incident", subject, requester = new { name = "x", organization } });
        if (reply.Status == 503) return [];
        reply.Status.ShouldBe(200, reply.Body);
        return [.. reply.Items.Select(item => item["ticket"]!.ToString())];
    }

    /// <summary>What the index finds once it finds so many.</summary>
    private static async Task<IReadOnlyList<string>> Like(Caller caller, string organization, string subject, int until)
    {
        await Eventually.Holds(async () => (await Like(caller, organization, subject)).Count == until, $"the index holds {until}");
        return await Like(caller, organization, subject);
    }

    /// <summary>The case as it is told, without versions, clock values, what was said meanwhile, and that it ended and went on.</summary>
    private async Task<string> Work(string ticket)
    {
        var json = (await desk.As("agent").Get("resolution", $"/tickets/{ticket}")).Json.AsObject();
        foreach (var changing in (string[])["position", "at", "asOf", "clocks", "requesterWrote"]) json.Remove(changing);
        json["progress"]!.AsObject().Remove("nextDue");
        json["entries"] = new JsonArray([.. json["entries"]!.AsArray().Where(entry => entry!["kind"]!.ToString() is not ("end" or "resumption" or "message")).Select(entry => entry!.DeepClone())]);
        return json.ToJsonString();
    }

    /// <summary>The hash of a ticket's document as it is told, without what merges, versions and other tickets say.</summary>
    private async Task<string> Document(string ticket)
    {
        var json = (await desk.As("agent").Get("intake", $"/tickets/{ticket}")).Json.AsObject();
        (json.Remove("position"), json.Remove("at"), json["relations"]!.AsObject().Remove("duplicates")).ShouldBe((true, true, true));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }
}
