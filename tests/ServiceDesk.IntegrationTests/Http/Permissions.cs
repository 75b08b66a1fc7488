using ServiceDesk.Contracts;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Every route of every service with the roles that may call it; a new route without a line here fails.</summary>
[Collection(DeskCollection.Name)]
public sealed class Permissions(Desk desk)
{
    private static readonly string[] everybody = [.. Roles.All];
    private static readonly string[] workers = [Roles.Agent, Roles.Lead, Roles.Admin];
    private static readonly string[] submitters = [Roles.System, Roles.Requester, .. workers];
    private static readonly string[] overseers = [Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];
    private static readonly string[] planners = [Roles.System, Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];
    private static readonly string[] admins = [Roles.Admin];
    private static readonly string[] machines = [Roles.System, Roles.Admin];
    private static readonly string[] keepers = [Roles.Admin, Roles.Lead];
    private static readonly string[] analysts = [Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin];
    private static readonly string[] registerKeepers = [Roles.Lead, Roles.Analyst, Roles.Admin];
    private static readonly string[] serviceAuditors = [Roles.Lead, Roles.Auditor, Roles.Admin];

    private static readonly (string Route, string[] Roles)[] common =
    [
        ("GET /events", [Roles.Auditor, Roles.Admin, Roles.System]),
        ("GET /head", [Roles.System, Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin]),
        ("GET /progress", serviceAuditors),
        ("GET /parked", [Roles.Auditor, Roles.Admin]),
        ("POST /parked/replay", admins),
        ("POST /read-models/{name}/rebuild", admins),
        ("POST /read-models/{name}/check", admins),
    ];

    private static readonly Dictionary<string, (string Route, string[] Roles)[]> expected = new()
    {
        ["intake"] =
        [
            ("POST /tickets", submitters), ("POST /tickets/batch", [Roles.System, .. workers]), ("GET /tickets/{id}", everybody),
            ("POST /tickets/{id}/correct", [Roles.Requester, .. workers]), ("POST /tickets/{id}/messages", submitters), ("POST /tickets/{id}/contacts", workers),
            ("POST /tickets/{id}/withdraw", submitters), ("POST /tickets/{id}/confidential", keepers), ("POST /tickets/{id}/invalidate", workers), ("POST /channels/phone", workers),
            ("POST /imports", [Roles.System, Roles.Admin]),
            ("GET /channels", overseers), ("POST /channels/alertmanager", machines), ("POST /channels/cloudevents", machines),
            ("POST /channels/chat", [Roles.System, .. workers]), ("POST /portal/tickets", [Roles.Requester, .. workers]),
            ("GET /channels/webhooks", [.. workers, Roles.Auditor]), ("GET /channels/webhooks/examples", [.. workers, Roles.Auditor]),
            ("GET /channels/webhooks/{name}", [.. workers, Roles.Auditor]), ("PUT /channels/webhooks/{name}", admins),
            ("POST /channels/webhooks/{name}", machines), ("POST /channels/webhooks/{name}/try", admins),
            ("POST /tickets/{id}/attachments", submitters), ("GET /tickets/{id}/attachments", everybody), ("GET /tickets/{id}/attachments/{attachment}", everybody),
            ("POST /organizations", admins), ("GET /organizations", everybody), ("POST /people", admins), ("GET /people", overseers),
            ("POST /channels/email", [Roles.System, Roles.Admin]), ("GET /channels/email", overseers), ("GET /channels/email/held", [Roles.Lead, Roles.Admin]),
            ("POST /channels/email/held/{id}/release", [Roles.Lead, Roles.Admin]), ("POST /channels/email/held/{id}/drop", [Roles.Lead, Roles.Admin]),
            ("GET /tickets/{id}/mails", everybody), ("GET /mail/templates", [.. workers, Roles.Auditor]), ("PUT /mail/templates/{name}/{language}", [Roles.Lead, Roles.Admin]),
            ("PUT /organizations/{id}", keepers), ("GET /organizations/{id}", everybody), ("POST /organizations/csv", keepers),
            ("PUT /requesters", keepers), ("PUT /requesters/{id}", keepers), ("POST /requesters/csv", keepers),
            ("GET /requesters", [Roles.Requester, .. workers]), ("GET /requesters/{id}", [Roles.Requester, .. workers]),
            ("PUT /systems/{id}", keepers), ("POST /systems/csv", keepers), ("GET /systems", everybody), ("GET /systems/{id}", everybody),
            ("PUT /people/{id}/roles", admins), ("POST /people/{person}/keys", admins), ("GET /people/{person}/keys", admins), ("DELETE /keys/{id}", admins),
            ("PUT /catalogue", admins), ("GET /catalogue", everybody), ("GET /catalogue/versions", everybody),
            ("GET /request-types", everybody), ("GET /request-types/{id}", everybody),
            ("PUT /schedules/{id}", keepers), ("GET /schedules", keepers), ("DELETE /schedules/{id}", keepers),
            ("POST /tickets/check-duplicates", submitters), ("GET /tickets/{id}/duplicates", everybody), ("POST /tickets/{id}/duplicates/{other}/dismiss", workers),
            ("POST /tickets/{id}/links", workers), ("DELETE /tickets/{id}/links/{relation}/{other}", workers), ("POST /tickets/{id}/merge", workers),
            ("POST /tickets/{id}/unmerge", workers), ("GET /duplicates/clusters", [.. workers, Roles.Analyst]),
            ("POST /webhooks", admins), ("PUT /webhooks/{id}", admins), ("DELETE /webhooks/{id}", admins), ("POST /webhooks/{id}/rotate", admins),
            ("POST /webhooks/{id}/redeliver", admins), ("GET /webhooks", [Roles.Admin, Roles.Auditor]), ("GET /webhooks/{id}", [Roles.Admin, Roles.Auditor]),
            ("GET /webhooks/{id}/deliveries", [Roles.Admin, Roles.Auditor]), .. common,
        ],
        ["routing"] =
        [
            ("PUT /teams/{id}", [Roles.Admin, Roles.Lead]), ("GET /teams", overseers),
            ("GET /tickets/{id}/routing", [Roles.System, .. overseers]), ("GET /priority-matrix", everybody),
            ("POST /tickets/{id}/escalate", workers), ("PUT /escalation-rules", keepers), ("GET /escalation-rules", overseers), ("GET /escalations", overseers),
            ("POST /tickets/{id}/escalations/{number}/acknowledge", workers), ("POST /tickets/{id}/escalations/{number}/pass-on", workers),
            ("POST /tickets/{id}/subtasks", workers), ("GET /tickets/{id}/subtasks", overseers), ("GET /subtasks", overseers),
            ("POST /tickets/{id}/subtasks/{number}/take", workers), ("POST /tickets/{id}/subtasks/{number}/done", workers),
            ("POST /tickets/{id}/subtasks/{number}/cancel", workers), ("POST /tickets/{id}/subtasks/{number}/reopen", workers),
            ("POST /tickets/{id}/major-incident", workers), ("GET /tickets/{id}/major-incident", overseers), ("GET /major-incidents", overseers),
            ("POST /tickets/{id}/major-incident/update", workers), ("POST /tickets/{id}/major-incident/change", keepers), ("POST /tickets/{id}/major-incident/end", workers),
            ("POST /tickets/{id}/major-incident/review", keepers), ("POST /tickets/{id}/major-incident/children", workers),
            ("DELETE /tickets/{id}/major-incident/children/{other}", workers),
            ("GET /boards/{board}", overseers), ("GET /teams/{id}/rebalancing", keepers), ("POST /teams/{id}/rebalancing", keepers),
            ("POST /tickets/{id}/assign", [Roles.Agent, Roles.Lead, Roles.Admin]), ("POST /tickets/{id}/claim", [Roles.Agent, Roles.Lead]),
            ("POST /tickets/{id}/decline", [Roles.Agent, Roles.Lead]), ("POST /teams/{team}/next", [Roles.Agent, Roles.Lead]), ("GET /queues/unrouted", overseers),
            ("GET /tickets/{id}/routing/why-not/{agent}", overseers), ("POST /routing/replay", overseers),
            ("PUT /skills/{id}", keepers), ("GET /skills", overseers), ("GET /roster", overseers), ("GET /roster/export", overseers), ("POST /roster/import", keepers),
            ("PUT /roster/agents/{id}", keepers), ("GET /roster/agents/{id}", overseers), ("POST /roster/agents/{id}/absences", workers),
            ("DELETE /roster/agents/{id}/absences/{absence}", workers),
            ("PUT /assignment-rules", keepers), ("GET /assignment-rules", overseers), ("GET /assignment-rules/versions", overseers),
            ("PUT /priority-matrix", keepers), ("POST /tickets/{id}/grade", workers), ("POST /tickets/{id}/classify", workers), ("GET /tickets/{id}/suggestion", overseers),
            ("GET /classification-rules", overseers), ("PUT /classification-rules", keepers), .. common,
        ],
        ["resolution"] =
        [
            ("GET /tickets", everybody), ("GET /tickets/{id}", everybody),
            ("POST /tickets/{id}/respond", workers), ("POST /tickets/{id}/progress", workers), ("POST /tickets/{id}/diagnose", workers), ("POST /tickets/{id}/resolve", workers), ("POST /tickets/{id}/close", workers),
            ("POST /tickets/{id}/confirm", submitters), ("POST /tickets/{id}/reject", submitters), ("POST /tickets/{id}/reopen", submitters),
            ("POST /tickets/{id}/call-back", workers), ("POST /tickets/{id}/survey", submitters), ("GET /closing-rules", overseers), ("PUT /closing-rules", keepers),
            ("GET /follow-ups", overseers), ("POST /follow-ups/{id}/assign", keepers), ("POST /follow-ups/{id}/done", workers), ("POST /follow-ups/{id}/verify", keepers),
            ("GET /reports/surveys", [Roles.Analyst, Roles.Auditor, .. keepers]),
            ("GET /tickets/{id}/clocks", everybody), ("GET /calendars", planners), ("GET /calendars/{name}", planners), ("PUT /calendars/{name}", keepers), ("POST /calendars/{name}/holidays", keepers),
            ("GET /calendars/{name}/versions", planners), ("GET /calendars/{name}/versions/{version}", planners),
            ("GET /sla/policies", planners), ("PUT /sla/policies", keepers), ("GET /sla/policies/versions", planners), ("GET /sla/policies/versions/{version}", planners),
            ("POST /tickets/{id}/propose", workers), ("POST /tickets/{id}/choose", workers), ("POST /tickets/{id}/accept", submitters), ("POST /tickets/{id}/decline-plan", submitters),
            ("POST /tickets/{id}/approve", workers), ("POST /tickets/{id}/refuse", workers), ("POST /tickets/{id}/implement", workers), ("POST /tickets/{id}/rollback", workers),
            ("POST /tickets/{id}/verify", workers), ("PUT /approval-rules", keepers), ("GET /approval-rules", overseers), ("GET /approval-rules/versions", overseers),
            ("POST /problems", workers), ("GET /problems", overseers), ("GET /problems/{id}", overseers), ("POST /problems/{id}/incidents", workers),
            ("DELETE /problems/{id}/incidents/{other}", workers), ("POST /problems/{id}/describe", workers), ("POST /problems/{id}/investigate", workers),
            ("POST /problems/{id}/root-cause", workers), ("POST /problems/{id}/evidence", workers), ("POST /problems/{id}/workaround", workers),
            ("POST /problems/{id}/known-error", workers), ("POST /problems/{id}/resolve", workers), ("POST /problems/{id}/close", workers),
            ("POST /problems/{id}/reopen", workers), ("POST /problems/{id}/article", workers), ("POST /problems/{id}/draft-article", workers), ("POST /problems/{id}/actions", workers),
            ("POST /problems/{id}/actions/{number}/done", workers), ("POST /problems/{id}/actions/{number}/verify", workers), ("GET /problems/{id}/effects", overseers),
            ("GET /problems/actions", overseers), ("GET /problems/candidates", overseers), ("POST /problems/candidates/{name}/dismiss", workers),
            ("GET /problem-rules", overseers), ("PUT /problem-rules", keepers), ("GET /reports/repeats", overseers),
            ("POST /reviews", workers), ("GET /reviews", overseers), ("GET /reviews/{id}", overseers), ("POST /reviews/{id}/improvements/{number}/done", workers),
            ("GET /tickets/attention", overseers), ("POST /tickets/{id}/take-up", workers), ("POST /tickets/{id}/steps", workers), ("POST /tickets/{id}/checklist", workers),
            ("POST /tickets/{id}/ask", workers), ("POST /tickets/{id}/wait", workers), ("POST /tickets/{id}/answer", submitters), ("POST /tickets/{id}/continue", workers),
            ("POST /tickets/{id}/note", workers), ("POST /tickets/{id}/plan-next", workers),
            ("POST /tickets/{id}/remote-consent", submitters), ("POST /tickets/{id}/remote-consent/withdraw", submitters),
            ("POST /tickets/{id}/remote-sessions", workers), ("POST /tickets/{id}/remote-sessions/end", workers),
            ("GET /playbooks", overseers), ("GET /playbooks/versions", overseers), ("PUT /playbooks", keepers),
            ("GET /articles", everybody), ("GET /articles/{id}", everybody), ("POST /articles", workers), ("PUT /articles/{id}", workers), ("GET /articles/stale", overseers),
            ("POST /articles/{id}/submit", workers), ("POST /articles/{id}/refuse", workers), ("POST /articles/{id}/publish", workers), ("POST /articles/{id}/retire", workers),
            ("POST /articles/{id}/links", workers), ("DELETE /articles/{id}/links/{other}", workers), ("POST /articles/{id}/solved-it", [Roles.Requester]),
            ("POST /articles/suggest", submitters), ("GET /tickets/{id}/suggestions", workers), ("POST /tickets/{id}/draft-article", workers),
            ("POST /tickets/{id}/use-article", workers), ("GET /reports/knowledge", [Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin]), .. common,
        ],
        ["analytics"] =
        [
            ("GET /audit/tickets/{id}", [.. workers, Roles.Auditor]), ("GET /audit/events", [Roles.Auditor, Roles.Admin]), ("GET /audit/actions", [Roles.Auditor, Roles.Admin]),
            ("GET /audit/tickets/{id}/pack", [Roles.Auditor, Roles.Admin]), ("GET /ledger/head", [Roles.Auditor, Roles.Admin]), ("GET /ledger/heads", [Roles.Auditor, Roles.Admin]),
            ("GET /ledger/keys", [Roles.Auditor, Roles.Admin]), ("GET /ledger/entries", [Roles.Auditor, Roles.Admin]),
            ("GET /ledger/proofs/inclusion", [Roles.Auditor, Roles.Admin]), ("GET /ledger/proofs/consistency", [Roles.Auditor, Roles.Admin]),
            ("GET /audit/tickets/{id}/timeline", [.. workers, Roles.Auditor]), ("GET /audit/tickets/{id}/readers", everybody),
            ("GET /audit/traces/{trace}", [Roles.Auditor, Roles.Admin]), ("GET /audit/events/{log}/{position}/effects", [Roles.Auditor, Roles.Admin]),
            ("GET /audit/queues", [Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin]),
            ("GET /reports/backlog", analysts),
            .. ((string[])["sla", "kqi", "flow", "stages", "conformance"]).SelectMany(name => ((string, string[])[])[($"GET /reports/{name}", analysts), ($"GET /reports/{name}/tickets", analysts)]),
            ("GET /reports/cited/{id}", analysts), ("GET /reports/cited/{id}/manifest", analysts), ("GET /process-model", analysts), ("PUT /process-model", keepers), ("POST /what-if/sla", analysts), ("POST /what-if/staffing", analysts),
            ("GET /report-schedules", analysts), ("PUT /report-schedules/{name}", registerKeepers), ("DELETE /report-schedules/{name}", registerKeepers),
            ("GET /operations/drills", [Roles.Auditor, Roles.Lead, Roles.Admin]), ("POST /operations/drills", machines),
            ("GET /risk-table", analysts), ("PUT /risk-table", admins), ("GET /register-actions", analysts),
            ("GET /risks", analysts), ("GET /risks/{id}", analysts), ("POST /risks", registerKeepers),
            .. ((string[])["describe", "answer", "review", "close", "reopen", "actions", "finish-action"]).Select(verb => ($"POST /risks/{{id}}/{verb}", registerKeepers)),
            ("GET /improvements", analysts), ("GET /improvements/{id}", analysts), ("POST /improvements", registerKeepers),
            .. ((string[])["measure", "made", "verify", "drop", "actions", "finish-action"]).Select(verb => ($"POST /improvements/{{id}}/{verb}", registerKeepers)),
            ("GET /score-rules", overseers), ("PUT /score-rules", admins), ("GET /scores", overseers), ("GET /scores/{scored}/points", overseers),
            ("POST /scores/appeals", workers), ("POST /scores/appeals/{id}/decide", keepers),
            ("GET /meetings/agenda", analysts), ("GET /meetings", analysts), ("GET /meetings/{id}", analysts), ("POST /meetings", registerKeepers),
            .. ((string[])["held", "actions", "finish-action"]).Select(verb => ($"POST /meetings/{{id}}/{verb}", registerKeepers)),
            ("GET /audits", analysts), ("GET /audits/{id}", analysts), ("POST /audits", serviceAuditors),
            ("POST /audits/{id}/judge", serviceAuditors), ("POST /audits/{id}/conclude", serviceAuditors),
            .. ((string[])["actions", "finish-action"]).Select(verb => ($"POST /audits/{{id}}/{verb}", registerKeepers)), .. common,
        ],
    };

    [Fact]
    public async Task Every_route_answers_the_roles_it_is_for_and_nobody_else()
    {
        await desk.Quiet();
        var before = await Heads();
        var wrong = new List<string>();
        foreach (var (service, routes) in expected)
        {
            (await Described(service)).Order().ToList().ShouldBe([.. routes.Select(one => one.Route).Order()], ignoreOrder: false, $"the routes of {service}");
            foreach (var (route, roles) in routes)
            {
                await Expect(null, 401, "unauthenticated");
                await Expect("sdk_unknown", 401, "unauthenticated");
                await Expect("a.b.c", 401, "unauthenticated");
                foreach (var role in Roles.All.Except(roles)) await Expect(desk.Instance.Accounts.Key(role), 403, "forbidden");
                foreach (var role in roles)
                {
                    var reply = await Call(desk.As(role), service, route);
                    if (reply.Status is 401 or 403 or >= 500) wrong.Add($"{service} {route} {role}: {reply.Status} {reply.Body}");
                }

                async Task Expect(string? key, int status, string code)
                {
                    var reply = await Call(new Caller(desk.Instance, key), service, route);
                    if (reply.Status != status || reply.Code != code) wrong.Add($"{service} {route} {key}: {reply.Status} {reply.Body}");
                }
            }
        }
        wrong.ShouldBeEmpty();
        (await Heads()).ShouldBe(before); // all of these requests were empty, wrong or about nothing
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/index.html")]
    public async Task Health_and_description_are_public(string path)
    {
        foreach (var service in Databases.Logs)
            (await new Caller(desk.Instance, null).Get(service, path)).Status.ShouldBe(200, $"{service}{path}");
    }

    [Fact]
    public async Task Each_service_describes_itself_in_OpenAPI_3_1()
    {
        foreach (var service in Databases.Logs)
            (await new Caller(desk.Instance, null).Get(service, "/openapi/v1.json")).Text("openapi").ShouldStartWith("3.1");
    }

    [Fact]
    public async Task An_unknown_route_and_a_wrong_method_are_told_as_problems()
    {
        foreach (var service in Databases.Logs)
        {
            (await desk.Admin.Get(service, "/nothing/here")).Code.ShouldBe("not-found");
            var method = await desk.Admin.Send(HttpMethod.Delete, service, "/events", null);
            (method.Status, method.Code).ShouldBe((405, "method-not-allowed"));
        }
    }

    private async Task<Dictionary<string, long>> Heads()
    {
        var heads = new Dictionary<string, long>();
        // The ledger is signed whatever anybody asks.
        foreach (var log in Databases.Logs) heads[log] = await desk[log].Ask<long>("select coalesce(max(position), 0) from events where stream <> 'tree-heads'");
        return heads;
    }

    private async Task<List<string>> Described(string service)
    {
        var description = await new Caller(desk.Instance, null).Get(service, "/openapi/v1.json");
        return [.. description.Json["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(verb => $"{verb.Key.ToUpperInvariant()} {path.Key}"))];
    }

    /// <summary>Calls a route about nothing that exists, with a body that changes nothing.</summary>
    private static Task<Reply> Call(Caller caller, string service, string route)
    {
        var (verb, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id}", "01900000-0000-7000-8000-000000000000").Replace("{other}", "01900000-0000-7000-8000-000000000001").Replace("{relation}", "related").Replace("{person}", "nobody").Replace("{version}", "1").Replace("{name}", "nothing").Replace("{attachment}", "nothing").Replace("{number}", "1").Replace("{trace}", "nothing").Replace("{log}", "intake").Replace("{position}", "999999999"));
        HttpContent? body = verb is "GET" or "DELETE" ? null
            : path.EndsWith("/csv", StringComparison.Ordinal) ? new StringContent("wrong", new System.Net.Http.Headers.MediaTypeHeaderValue("text/csv"))
            : path is "/tickets/batch" or "/imports" ? new StringContent("", new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson"))
            : path.EndsWith("/holidays", StringComparison.Ordinal) ? new StringContent("wrong", new System.Net.Http.Headers.MediaTypeHeaderValue("text/calendar"))
            : path == "/channels/email" ? new StringContent("", new System.Net.Http.Headers.MediaTypeHeaderValue("message/rfc822"))
            : Caller.Json(path == "/parked/replay" ? """{"subject":"nothing"}""" : """{"wrong":true}""");
        return caller.Send(new HttpMethod(verb), service, path, body);
    }
}
