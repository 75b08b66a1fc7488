using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Whatever the channel, one request is one ticket of one shape.</summary>
[Collection(DeskCollection.Name)]
public sealed class Channels(Desk desk)
{
    private readonly string run = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task The_same_request_is_one_ticket_of_one_shape_through_every_channel_and_the_counts_add_up()
    {
        await desk.Quiet();
        var before = await Counts();
        var subject = $"{run} printer";
        await Define($"w{run}", new { channel = "webhook", organization = "demo", mapping = Mapping() });

        (await desk.Admin.Post("intake", "/tickets", Submission(subject))).Status.ShouldBe(201);
        (await desk.As("agent").Post("intake", "/channels/phone", new { caller = "+86 10 1", transcript = "It does not print.", ticket = Submission(subject) })).Status.ShouldBe(201);
        var mail = $"From: Li Na <lina@demo.example>\r\nTo: desk@servicedesk.example\r\nSubject: {subject}\r\nMessage-ID: <{run}@demo.example>\r\n\r\nIt does not print.\r\n";
        (await (await desk.Register("demo", Roles.System)).Caller.Send(HttpMethod.Post, "intake", "/channels/email", Media("message/rfc822", mail))).Status.ShouldBe(201);
        (await Form(desk.As("requester"), new() { ["kind"] = "incident", ["subject"] = subject })).Status.ShouldBe(201);
        (await Chat(subject, "t", "m")).Status.ShouldBe(201);
        (await desk.Admin.Post("intake", $"/channels/webhooks/w{run}", new { title = subject, who = "Li Na" })).Status.ShouldBe(201);
        (await desk.Admin.Post("intake", "/channels/alertmanager?organization=demo", Notification(subject, ("a", true, 0)))).Status.ShouldBe(201);
        (await Event(desk.Admin, "1", JsonSerializer.Serialize(Submission(subject)))).Status.ShouldBe(201);

        await desk.Quiet();
        var listed = (await desk.Admin.Get("resolution", $"/tickets?q={run}&limit=100")).Items;
        listed.Select(line => line["channel"]!.ToString()).Order().ShouldBe(["alertmanager", "api", "chat", "cloudevents", "email", "phone", "portal", "webhook"]);
        listed.Select(line => (line["subject"]!.ToString(), line["kind"]!.ToString(), line["organization"]!.ToString())).Distinct().ShouldBe([(subject, "incident", "demo")]);
        var after = await Counts();
        foreach (var channel in listed.Select(line => line["channel"]!.ToString())) (after[channel] - before.GetValueOrDefault(channel)).ShouldBe(1, channel);
        var view = await desk.As("agent").Get("intake", "/channels");
        view.Json["total"]!.GetValue<long>().ShouldBe(after.Values.Sum());
        after.Values.Sum().ShouldBe(await desk["resolution"].Ask<long>("select count(*) from served.cases"));
        view.Items.Single(one => one["name"]!.ToString() == "chat")["state"]!.ToString().ShouldBe("ok");
    }

    [Fact]
    public async Task Who_is_bound_to_an_organisation_counts_only_its_tickets()
    {
        await desk.Quiet();
        var bound = (await desk.Register("acme", Roles.Agent)).Caller;

        var total = (await bound.Get("intake", "/channels")).Json["total"]!.GetValue<long>();

        total.ShouldBe(await desk["resolution"].Ask<long>("select count(*) from served.cases where organization = 'acme'"));
    }

    [Fact]
    public async Task Chat_messages_of_a_thread_meet_in_one_ticket_however_often_and_at_once_they_come()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(each => Chat($"{run} message {each % 4}", "thread", $"m{each % 4}")));

        replies.ShouldAllBe(reply => reply.Status == 201 || reply.Status == 200);
        replies.Count(reply => reply.Status == 201).ShouldBe(1);
        var ticket = replies.Select(reply => reply.Text("id")).Distinct().Single();
        (await Events(ticket)).ShouldBe(["intake.ticket-submitted.v1", .. Enumerable.Repeat("intake.message-received.v1", 3)]);

        (await Chat("again", "thread", "m0")).Text("outcome").ShouldBe("known");
        (await Chat("more", "thread", "m9")).Text("outcome").ShouldBe("appended");
        (await desk.Admin.Post("intake", $"/tickets/{ticket}/withdraw", new { reason = "done" })).Status.ShouldBe(200);
        (await Chat("more", "thread", "m9")).Text("id").ShouldBe(ticket);
        var next = await Chat("another matter", "thread", "m10");
        (next.Text("outcome"), next.Text("id") == ticket).ShouldBe(("created", false));
    }

    [Fact]
    public async Task A_chat_message_is_told_all_that_is_wrong_with_it()
    {
        var refused = await desk.Admin.Post("intake", "/channels/chat", new { user = new { email = "nobody" }, organization = "nowhere", colour = "red" });

        refused.Status.ShouldBe(422);
        refused.WrongFields.ShouldBe(["colour", "externalThread", "messageId", "organization", "text", "user.email", "user.name"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_group_of_alerts_is_one_incident_that_is_told_every_change()
    {
        Task<Reply> Post(params (string, bool, int)[] alerts) => desk.Admin.Post("intake", "/channels/alertmanager?organization=demo", Notification(run, alerts));

        var both = await Task.WhenAll(Post(("a", true, 0)), Post(("a", true, 0)), Post(("a", true, 0)));
        both.Select(reply => reply.Status).Order().ShouldBe([200, 200, 201]);
        var ticket = both.Select(reply => reply.Text("id")).Distinct().Single();
        (await Post(("a", true, 0))).Text("outcome").ShouldBe("unchanged");
        (await Post(("a", true, 0), ("b", true, 1))).Text("outcome").ShouldBe("updated");
        (await Post(("a", false, 0), ("b", false, 1))).Text("outcome").ShouldBe("recovered");
        (await Post(("a", false, 0), ("b", false, 1))).Text("outcome").ShouldBe("unchanged");
        var soon = await Post(("a", true, 20));
        (soon.Text("outcome"), soon.Text("id")).ShouldBe(("updated", ticket));
        (await Post(("a", false, 20))).Text("outcome").ShouldBe("recovered");
        (await Events(ticket)).ShouldBe(
        [
            "intake.ticket-submitted.v1", "intake.alerts-reported.v1", "intake.alerts-reported.v1", "intake.alerts-reported.v1", "intake.recovery-reported.v1",
            "intake.alerts-reported.v1", "intake.alerts-reported.v1", "intake.recovery-reported.v1",
        ]);

        var later = await Post(("a", true, 500));
        (later.Status, later.Text("id") == ticket).ShouldBe((201, false));
        (await desk.Admin.Post("intake", $"/tickets/{later.Text("id")}/invalidate", new { reason = "A test" })).Status.ShouldBe(200);
        (await Post(("a", true, 500))).Text("outcome").ShouldBe("unchanged");
        (await Post(("a", true, 501))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_wrong_notification_names_its_fields_and_an_organisation_is_needed()
    {
        var wrong = await desk.Admin.PostText("intake", "/channels/alertmanager?organization=demo", """{"version":"3","alerts":[{"status":"on","labels":{},"startsAt":"x"}]}""");
        wrong.WrongFields.ShouldBe(
            ["alerts[0].fingerprint", "alerts[0].labels", "alerts[0].startsAt", "alerts[0].status", "groupKey", "receiver", "status", "version"], ignoreOrder: true);
        (await desk.Admin.Post("intake", "/channels/alertmanager", Notification(run, ("a", true, 0)))).WrongFields.ShouldBe(["organization"]);
        (await desk.Admin.Post("intake", "/channels/alertmanager?organization=nowhere", Notification(run, ("a", true, 0)))).WrongFields.ShouldBe(["organization"]);
        var bound = (await desk.Register("acme", Roles.System)).Caller;
        (await bound.Post("intake", "/channels/alertmanager?organization=demo", Notification(run, ("a", true, 0)))).WrongFields.ShouldBe(["organization"]);
        (await bound.Post("intake", "/channels/alertmanager", Notification(run, ("a", true, 0)))).Status.ShouldBe(201);
    }

    [Fact]
    public async Task An_event_is_known_by_source_and_id_in_every_mode_of_the_binding()
    {
        var data = JsonSerializer.Serialize(Submission($"{run} event"));
        var first = await Event(desk.Admin, "7", data);
        var again = await Event(desk.Admin, "7", data.Replace("event", "other words", StringComparison.Ordinal));
        (first.Status, again.Status, again.Text("outcome"), again.Text("id")).ShouldBe((201, 200, "known", first.Text("id")));

        var structured = await desk.Admin.Send(HttpMethod.Post, "intake", "/channels/cloudevents", Media("application/cloudevents+json", Envelope("7", data)));
        structured.Text("id").ShouldBe(first.Text("id"));
        var batch = await desk.Admin.Send(HttpMethod.Post, "intake", "/channels/cloudevents", Media(
            "application/cloudevents-batch+json", $"[{Envelope("7", data)},{Envelope("8", data)},{Envelope("9", "{}")},{Envelope("8", data)}]"));
        batch.Status.ShouldBe(200, batch.Body);
        batch.Lines.Select(line => line["status"]!.GetValue<int>()).Where((_, index) => index != 1 && index != 3).ShouldBe([200, 422]);
        batch.Lines.Where((_, index) => index is 1 or 3).Select(line => line["status"]!.GetValue<int>()).Order().ShouldBe([200, 201]);
        batch.Lines[1]["id"]!.ToString().ShouldBe(batch.Lines[3]["id"]!.ToString());
        batch.Lines[2]["problem"]!["errors"]!.AsObject().Select(error => error.Key).ShouldContain("data.subject");

        (await Event(desk.Admin, "10", data, "some.other.type")).WrongFields.ShouldBe(["type"]);
    }

    [Fact]
    public async Task An_event_of_a_configured_type_is_read_by_its_mapping()
    {
        await Define($"e{run}", new { organization = "demo", appends = true, eventTypes = new[] { $"test.{run}" }, mapping = Mapping() });

        var first = await Event(desk.Admin, "1", JsonSerializer.Serialize(new { title = $"{run} one", who = "Li Na", key = "k" }), $"test.{run}");
        var second = await Event(desk.Admin, "2", JsonSerializer.Serialize(new { title = $"{run} two", who = "Li Na", key = "k" }), $"test.{run}");
        var again = await Event(desk.Admin, "2", JsonSerializer.Serialize(new { title = $"{run} two", who = "Li Na", key = "k" }), $"test.{run}");

        (first.Text("outcome"), second.Text("outcome"), again.Text("outcome")).ShouldBe(("created", "appended", "known"));
        second.Text("id").ShouldBe(first.Text("id"));
    }

    [Fact]
    public async Task A_webhook_takes_signed_messages_and_strangers_learn_nothing()
    {
        var name = $"s{run}";
        var defined = await Define(name, new { channel = "chat", organization = "demo", appends = true, verification = "hmac-sha256", header = "x-sign", mapping = Mapping() });
        var secret = defined.Text("secret");
        (await Define(name, new { channel = "chat", organization = "demo", appends = true, verification = "hmac-sha256", header = "x-sign", mapping = Mapping() }))
            .Json["secret"].ShouldBeNull("a secret is shown once");
        var stranger = new Caller(desk.Instance, null);
        var body = JsonSerializer.Serialize(new { title = $"{run} signed", who = "李娜", key = "k", message = "1" });

        var unknown = await stranger.PostText("intake", "/channels/webhooks/nothing-here", body);
        var unsigned = await stranger.PostText("intake", $"/channels/webhooks/{name}", body);
        var forged = await stranger.Sending(("x-sign", Sign("guess", body))).PostText("intake", $"/channels/webhooks/{name}", body);
        (unsigned.Status, unsigned.Json["detail"]!.ToString()).ShouldBe((401, unknown.Json["detail"]!.ToString()));
        (unknown.Status, forged.Status, forged.Json["detail"]!.ToString()).ShouldBe((401, 401, unknown.Json["detail"]!.ToString()));

        var signed = stranger.Sending(("x-sign", Sign(secret, body)));
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => signed.PostText("intake", $"/channels/webhooks/{name}", body)));
        taken.Select(reply => reply.Status).Order().ShouldBe([200, 200, 200, 201]);
        taken.Select(reply => reply.Text("id")).Distinct().Count().ShouldBe(1);
        var later = body.Replace("\"1\"", "\"2\"", StringComparison.Ordinal);
        (await stranger.Sending(("x-sign", Sign(secret, later))).PostText("intake", $"/channels/webhooks/{name}", later)).Text("outcome").ShouldBe("appended");
        (await desk["intake"].List<string>($"select meta ->> 'via' from events where stream = 'ticket-{taken[0].Text("id")}'")).Distinct().ShouldBe([$"webhooks/{name}"]);

        var log = string.Join('\n', await desk["intake"].Rows("select data, meta from events"));
        log.ShouldNotContain(secret);
        (await desk.Admin.Get("intake", $"/channels/webhooks/{name}")).Body.ShouldNotContain(secret);
    }

    [Fact]
    public async Task A_webhook_is_versioned_tried_without_effect_and_refused_with_every_reason()
    {
        var name = $"v{run}";
        await Define(name, new { organization = "demo", mapping = Mapping() });
        (await Define(name, new { organization = "demo", mapping = Mapping() })).Json["version"]!.GetValue<int>().ShouldBe(1);
        (await Define(name, new { organization = "demo", channel = "chat", mapping = Mapping() })).Json["version"]!.GetValue<int>().ShouldBe(2);
        var defined = await desk.As("agent").Get("intake", $"/channels/webhooks/{name}");
        (defined.Json["versions"]!.AsArray().Count, defined.Headers.ETag?.Tag).ShouldBe((2, "\"2\""));
        (await (await desk.Register("acme", Roles.Agent)).Caller.Get("intake", $"/channels/webhooks/{name}")).Code.ShouldBe("not-found");

        var before = await desk.Settled("intake");
        var tried = await desk.Admin.Post("intake", $"/channels/webhooks/{name}/try", new { title = "Hello" });
        (tried.Json["isAccepted"]!.GetValue<bool>(), tried.Json["ticket"]!["subject"]!.ToString()).ShouldBe((false, "Hello"));
        tried.Json["ticket"]!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["requester.name"]);
        (await desk.Settled("intake")).ShouldBe(before);

        var wrong = await desk.Admin.Send(HttpMethod.Put, "intake", $"/channels/webhooks/{name}", Caller.Json(
            """{"channel":"Chat!","organization":"nowhere","verification":"hmac-sha256","colour":1,"mapping":{"fields":{"subject":{"sources":[{"pointer":"x"}]},"nonsense":{"sources":[]}}}}"""));
        wrong.WrongFields.ShouldBe(
            ["channel", "colour", "header", "mapping.fields.kind", "mapping.fields.nonsense", "mapping.fields.nonsense.sources", "mapping.fields.requester.name",
                "mapping.fields.subject.sources[0]", "organization"], ignoreOrder: true);
    }

    [Fact]
    public async Task Every_example_can_be_put_and_takes_its_sample()
    {
        foreach (var example in (await desk.Admin.Get("intake", "/channels/webhooks/examples")).Items)
        {
            var name = $"{example["name"]}-{run}"[..30];
            (await desk.Admin.Send(HttpMethod.Put, "intake", $"/channels/webhooks/{name}", Caller.Json(example["definition"]!.ToJsonString()))).Status.ShouldBe(201);
            (await desk.Admin.PostText("intake", $"/channels/webhooks/{name}", example["sample"]!.ToJsonString())).Status.ShouldBe(201, name);
        }
    }

    [Fact]
    public async Task A_channel_that_keeps_failing_is_recorded_once_and_so_is_its_recovery()
    {
        var name = $"f{run}";
        await Define(name, new { organization = "demo", mapping = Mapping() });
        var machine = (await desk.Register("demo", Roles.System)).Caller;
        for (var each = 0; each < 10; each++) (await machine.Post("intake", $"/channels/webhooks/{name}", new { nothing = each })).Status.ShouldBe(422);

        var stream = $"channel-health-webhooks/{name}";
        await Eventually.Holds(async () => (await desk["intake"].Ask<long>($"select count(*) from events where stream = '{stream}'")) == 1, "the failure is recorded");
        await desk.Quiet();
        var view = (await desk.As("agent").Get("intake", "/channels")).Json["webhooks"]!.AsArray().Single(one => one!["name"]!.ToString() == $"webhooks/{name}")!;
        (view["state"]!.ToString(), view["lastError"]!["code"]!.ToString()).ShouldBe(("failing", "invalid"));

        (await machine.Post("intake", $"/channels/webhooks/{name}", new { title = $"{run} works", who = "Li Na" })).Status.ShouldBe(201);
        await Eventually.Holds(async () => (await desk["intake"].Ask<long>($"select count(*) from events where stream = '{stream}'")) == 2, "the recovery is recorded");
        (await desk["intake"].List<string>($"select type from events where stream = '{stream}' order by version")).ShouldBe(["intake.channel-failed.v1", "intake.channel-recovered.v1"]);
    }

    [Fact]
    public async Task A_form_with_files_is_a_ticket_with_attachments_and_returns_where_it_came_from()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("incident"), "kind" }, { new StringContent($"{run} 打印机"), "subject" }, { new StringContent("/tickets/{id}?new"), "returnTo" },
            { new StringContent("one"), "file", "a.txt" }, { new StringContent(""), "file" },
        };
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", desk.As("requester").Key);
        using var reply = await http.PostAsync(new Uri(desk.Instance["intake"].Url, "/portal/tickets"), form, TestContext.Current.CancellationToken);

        ((int)reply.StatusCode).ShouldBe(303);
        var ticket = reply.Headers.Location!.ToString().Replace("/tickets/", "", StringComparison.Ordinal).Replace("?new", "", StringComparison.Ordinal);
        (await desk.As("requester").Get("intake", $"/tickets/{ticket}/attachments")).Items.Single()["name"]!.ToString().ShouldBe("a.txt");
        (await desk.As("requester").Get("intake", $"/tickets/{ticket}")).Text("channel").ShouldBe("portal");
    }

    [Fact]
    public async Task A_form_is_retried_without_harm_and_told_what_is_wrong()
    {
        var caller = desk.As("requester").Sending(("Idempotency-Key", run));
        var first = await Form(caller, new() { ["kind"] = "request", ["subject"] = $"{run} a chair" });
        var again = await Form(caller, new() { ["kind"] = "request", ["subject"] = $"{run} a chair" });
        again.Body.ShouldBe(first.Body);
        (await Form(desk.As("requester"), new() { ["kind"] = "x", ["colour"] = "red" })).WrongFields.ShouldBe(["colour", "kind", "subject"], ignoreOrder: true);
        (await Form(desk.As("requester"), new() { ["kind"] = "request", ["subject"] = "x", ["returnTo"] = "//evil.example" })).WrongFields.ShouldBe(["returnTo"]);
        (await desk.As("requester").PostText("intake", "/portal/tickets", "{}")).Status.ShouldBe(415);
        var cut = new StringContent("--b\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\nhal");
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        (await desk.As("requester").Send(HttpMethod.Post, "intake", "/portal/tickets", cut)).Code.ShouldBe("malformed");
    }

    private static object Submission(string subject) =>
        new { kind = "incident", subject, requester = new { name = "Li Na", organization = "demo" } };

    private static object Mapping() => new
    {
        fields = new Dictionary<string, object>
        {
            ["kind"] = new { sources = new[] { new { constant = "incident" } } },
            ["subject"] = new { sources = new[] { new { pointer = "/title" } } },
            ["requester.name"] = new { sources = new[] { new { pointer = "/who" } } },
            ["dedupKey"] = new { sources = new[] { new { pointer = "/key" } } },
            ["messageId"] = new { sources = new[] { new { pointer = "/message" } } },
        },
    };

    private object Notification(string subject, params (string Name, bool IsFiring, int Minute)[] alerts) => new
    {
        version = "4",
        groupKey = $"{{}}:{{run=\"{run}\"}}",
        receiver = "desk",
        status = alerts.Any(alert => alert.IsFiring) ? "firing" : "resolved",
        commonAnnotations = new { summary = subject },
        alerts = alerts.Select(alert => new
        {
            status = alert.IsFiring ? "firing" : "resolved",
            fingerprint = alert.Name,
            labels = new { alertname = "Disk", instance = alert.Name },
            startsAt = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc).AddMinutes(alert.Minute),
            endsAt = new DateTime(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc).AddMinutes(alert.Minute + 10),
        }),
    };

    private Task<Reply> Chat(string text, string thread, string message) => desk.Admin.Post("intake", "/channels/chat", new
    {
        externalThread = $"{run} {thread}",
        messageId = message,
        text,
        organization = "demo",
        user = new { name = "Li Na", email = "lina@demo.example" },
    });

    private Task<Reply> Event(Caller caller, string id, string data, string type = "servicedesk.ticket.submitted") => caller
        .Sending(("ce-specversion", "1.0"), ("ce-id", id), ("ce-source", $"/test/{run}"), ("ce-type", type)).PostText("intake", "/channels/cloudevents", data);

    private string Envelope(string id, string data) =>
        $$"""{"specversion":"1.0","id":"{{id}}","source":"/test/{{run}}","type":"servicedesk.ticket.submitted","datacontenttype":"application/json","data":{{data}}}""";

    private static StringContent Media(string type, string body)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static string Sign(string secret, string body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));

    private static Task<Reply> Form(Caller caller, Dictionary<string, string> fields) =>
        caller.Send(HttpMethod.Post, "intake", "/portal/tickets", new FormUrlEncodedContent(fields));

    private async Task<Reply> Define(string name, object definition)
    {
        var reply = await desk.Admin.Send(HttpMethod.Put, "intake", $"/channels/webhooks/{name}", Caller.Json(JsonSerializer.Serialize(definition)));
        (reply.Status is 200 or 201).ShouldBeTrue(reply.Body);
        return reply;
    }

    private async Task<Dictionary<string, long>> Counts() => (await desk.As("agent").Get("intake", "/channels")).Items
        .ToDictionary(one => one["name"]!.ToString(), one => one["tickets"]!.GetValue<long>());

    private Task<IReadOnlyList<string>> Events(string ticket) => desk["intake"].List<string>($"select type from events where stream = 'ticket-{ticket}' order by version");
}
