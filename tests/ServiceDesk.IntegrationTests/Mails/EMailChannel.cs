using System.Text;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Mails;

/// <summary>Mail in and out over HTTP and SMTP, with real processes.</summary>
public sealed class EMailChannel(PostOffice office) : IClassFixture<PostOffice>
{
    private readonly string run = Guid.NewGuid().ToString("N");

    private string Grace => $"grace-{run}@demo.example";

    private string Id(string word) => $"{word}-{run}@demo.example";

    [Fact]
    public async Task A_mail_becomes_one_ticket_that_is_acknowledged_in_its_thread_and_language()
    {
        var message = Message("first", "打印机坏了", "三楼的打印机不能打印。");

        var created = await office.Deliver(message);
        created.Status.ShouldBe(201, created.Body);
        var again = await office.Deliver(message);

        (again.Status, again.Text("outcome"), again.Text("id")).ShouldBe((200, "repeated", created.Text("id")));
        var ticket = await Ticket(created);
        (ticket.Text("channel"), ticket.Text("subject"), ticket.Text("description"), ticket.Text("externalId")).ShouldBe(("email", "打印机坏了", "三楼的打印机不能打印。", Id("first")));
        (ticket.Json["requester"]!["email"]!.ToString(), ticket.Json["requester"]!["organization"]!.ToString()).ShouldBe((Grace, "demo"));
        var mail = await office.Sink.Next(Grace);
        mail.InReplyTo.ShouldBe(Id("first"));
        mail.Subject!.ShouldContain(created.Text("number"));
        mail.TextBody!.ShouldContain("服务台");
        await Eventually.Holds(async () => (await Mails(created)).Single()["state"]!.ToString() == "sent", "the sending is recorded");
        office.Sink.To(Grace).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_goes_on_with_its_ticket_by_token_from_anywhere_and_by_thread_from_its_people_only()
    {
        var created = await office.Deliver(Message("first", "VPN", "It does not connect."));
        var acknowledged = await office.Sink.Next(Grace);
        var token = acknowledged.ReplyTo.Mailboxes.Single().Address;

        var byToken = await office.Deliver(Message("second", "Re: VPN", "With the log.\n\n> quoted", from: "home@elsewhere.example", to: token, attachment: "log.txt"));
        var byThread = await office.Deliver(Message("third", "Re: VPN", "And again.", more: $"In-Reply-To: <{acknowledged.MessageId}>\n"));
        var repeated = await office.Deliver(Message("third", "Re: VPN", "And again.", more: $"In-Reply-To: <{acknowledged.MessageId}>\n"));
        var stranger = await office.Deliver(Message("fourth", "Re: VPN", "Let me in.", from: $"eve-{run}@acme.example", more: $"In-Reply-To: <{acknowledged.MessageId}>\n"));

        (byToken.Status, byToken.Text("outcome"), byToken.Text("id")).ShouldBe((200, "appended", created.Text("id")));
        (byThread.Status, byThread.Text("id")).ShouldBe((200, created.Text("id")));
        (repeated.Status, repeated.Text("outcome")).ShouldBe((200, "repeated"));
        stranger.Status.ShouldBe(201, stranger.Body);
        (await Ticket(stranger)).Json["requester"]!["organization"]!.ToString().ShouldBe("acme");
        var files = await office.As("agent").Get("intake", $"/tickets/{created.Text("id")}/attachments");
        files.Items.Single()["name"]!.ToString().ShouldBe("log.txt");
    }

    [Fact]
    public async Task A_forged_token_opens_a_ticket_of_its_own()
    {
        var created = await office.Deliver(Message("first", "One", "One."));
        var genuine = (await office.Sink.Next(Grace)).ReplyTo.Mailboxes.Single().Address;
        var forged = genuine.Replace("@", "") is var text && text[5] == 'a' ? genuine.Replace("+a", "+b") : $"desk+a{genuine[6..]}";

        var answer = await office.Deliver(Message("second", "Two", "Two.", to: forged));

        answer.Status.ShouldBe(201, answer.Body);
        answer.Text("id").ShouldNotBe(created.Text("id"));
    }

    [Fact]
    public async Task What_machines_send_is_noted_and_not_answered()
    {
        var absent = await office.Deliver(Message("absence", "Out of office", "I am away.", more: "Auto-Submitted: auto-replied\n"));

        (absent.Status, absent.Text("outcome"), absent.Text("reason")).ShouldBe((202, "ignored", "auto-submitted"));
        var again = await office.Deliver(Message("absence", "Out of office", "I am away.", more: "Auto-Submitted: auto-replied\n"));
        again.Text("position").ShouldBe(absent.Text("position"));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        office.Sink.To(Grace).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_returned_mail_has_failed()
    {
        var created = await office.Deliver(Message("first", "Mail", "Nothing comes."));
        var sent = await office.Sink.Next(Grace);
        using var headers = new MemoryStream();
        sent.Headers.WriteTo(headers, TestContext.Current.CancellationToken);
        var report = $"""
            From: MAILER-DAEMON@mx.demo.example
            To: desk@servicedesk.example
            Subject: Undelivered Mail Returned to Sender
            Message-ID: <bounce-{run}@mx.demo.example>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="r"

            --r
            Content-Type: text/plain

            Sorry.
            --r
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.demo.example

            Final-Recipient: rfc822; {Grace}
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 no such user

            --r
            Content-Type: text/rfc822-headers

            {Encoding.UTF8.GetString(headers.ToArray())}
            --r--
            """;

        (await office.Deliver(report)).Text("reason").ShouldBe("delivery-report");

        await Eventually.Holds(async () => (await Mails(created)).Single()["state"]!.ToString() == "failed", "the mail has failed");
        (await Mails(created)).Single()["reason"]!.ToString().ShouldContain("550 no such user");
    }

    [Fact]
    public async Task An_unknown_sender_waits_until_somebody_decides()
    {
        var held = await office.Deliver(Message("first", "Hello", "Can you help?", from: $"new-{run}@nowhere.example"));
        (held.Status, held.Text("outcome")).ShouldBe((202, "held"));
        (await office.Deliver(Message("first", "Hello", "Can you help?", from: $"new-{run}@nowhere.example"))).Text("position").ShouldBe(held.Text("position"));
        var other = await office.Deliver(Message("second", "Buy", "Buy!", from: $"new-{run}@nowhere.example"));
        (await Held()).ShouldBe([held.Text("id"), other.Text("id")], ignoreOrder: true);

        (await office.As("lead").Post("intake", $"/channels/email/held/{held.Text("id")}/release", new { organization = "nobody" })).WrongFields.ShouldBe(["organization"]);
        var released = await office.As("lead").Post("intake", $"/channels/email/held/{held.Text("id")}/release", new { organization = "acme" });
        released.Status.ShouldBe(201, released.Body);
        var twice = await office.As("admin").Post("intake", $"/channels/email/held/{held.Text("id")}/release", new { organization = "demo" });
        (twice.Status, twice.Text("id")).ShouldBe((200, released.Text("id")));
        (await Ticket(released)).Json["requester"]!["organization"]!.ToString().ShouldBe("acme");
        (await office.As("admin").Post("intake", $"/channels/email/held/{other.Text("id")}/drop", new { reason = "spam" })).Status.ShouldBe(200);
        (await office.As("admin").Post("intake", $"/channels/email/held/{other.Text("id")}/release", new { organization = "acme" })).Code.ShouldBe("dropped");
        await Eventually.Holds(async () => (await Held()).Count == 0, "nothing is held");
        (await office.Deliver(Message("first", "Hello", "Can you help?", from: $"new-{run}@nowhere.example"))).Text("outcome").ShouldBe("repeated");

        async Task<List<string>> Held() => [.. (await office.As("lead").Get("intake", $"/channels/email/held?position={other.Text("position")}")).Items
            .Where(one => one["from"]?.ToString().Contains(run) == true).Select(one => one["id"]!.ToString())];
    }

    [Fact]
    public async Task A_solution_is_told_and_how_long_that_took_can_be_read()
    {
        var created = await office.Deliver(Message("first", "Slow", "Very slow."));
        await office.Sink.Next(Grace);
        await Eventually.Holds(async () => (await office.As("agent").Get("resolution", $"/tickets/{created.Text("id")}")).Status == 200, "the case is open");

        (await office.As("agent").Post("resolution", $"/tickets/{created.Text("id")}/resolve", new { solution = "Restarted it.", verification = new { passed = true, checks = "x" } })).Status.ShouldBe(200);

        var mail = await office.Sink.Next(Grace, 2);
        mail.TextBody!.ShouldContain("Restarted it.");
        mail.References.ShouldContain(Id("first"));
        await Eventually.Holds(async () => (await Mails(created))[^1]["sentAt"] is not null, "the sending is recorded");
        var told = (await Mails(created))[^1];
        (told["sentAt"]!.GetValue<DateTimeOffset>() - told["happenedAt"]!.GetValue<DateTimeOffset>()).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_question_goes_out_by_mail_and_the_answer_by_mail_resumes_the_work()
    {
        var created = await office.Deliver(Message("first", "打印机", "打印机不能打印。"));
        var token = (await office.Sink.Next(Grace)).ReplyTo.Mailboxes.Single().Address;
        var ticket = $"/tickets/{created.Text("id")}";
        await Eventually.Holds(async () => (await office.As("agent").Get("resolution", ticket)).Status == 200, "the case is open");

        (await office.As("agent").Post("resolution", $"{ticket}/ask", new { question = "是哪一台打印机？" })).Status.ShouldBe(200);

        var question = await office.Sink.Next(Grace, 2);
        question.TextBody!.ShouldContain("是哪一台打印机？");
        question.Subject!.ShouldContain("需要您确认");
        (await office.As("agent").Get("resolution", ticket)).Text("status").ShouldBe("waiting");
        (await office.Deliver(Message("second", "Re: 打印机", "三楼左边那台。", to: token))).Text("outcome").ShouldBe("appended");
        await Eventually.Holds(async () => (await office.As("agent").Get("resolution", ticket)).Text("status") == "in-progress", "the work goes on");
        var entries = (await office.As("agent").Get("resolution", ticket)).Json["entries"]!.AsArray();
        entries.Select(entry => (entry!["kind"]!.ToString(), entry["text"]?.ToString())).ShouldBe([("question", "是哪一台打印机？"), ("message", "三楼左边那台。"), ("work", null)]);
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_now_is_sent_later_even_after_a_crash_and_one_that_is_refused_has_failed()
    {
        office.Sink.Refuse = address => address == Grace ? 451 : address == Id("nobody") ? 550 : null;
        var created = await office.Deliver(Message("first", "Later", "Later."));
        var refused = await office.Deliver(Message("second", "Never", "Never.", from: Id("nobody")));
        await Eventually.Holds(() => office.Sink.Refused.Any(one => one.Status == 451 && one.Id == IdOf(created)), "the mail was tried");
        await Eventually.Holds(async () => (await Mails(refused)).Single()["state"]!.ToString() == "failed", "the refused mail has failed");

        await office.Instance["intake"].Kill();
        office.Sink.Refuse = _ => null;
        await office.Instance["intake"].Restart(TestContext.Current.CancellationToken);

        (await office.Sink.Next(Grace)).MessageId.ShouldBe(IdOf(created));
        await Eventually.Holds(async () => (await Mails(created)).Single()["state"]!.ToString() == "sent", "the sending is recorded");
        (await Mails(created)).Single()["attempts"]!.GetValue<int>().ShouldBeGreaterThan(1);
        office.Sink.To(Grace).Count.ShouldBe(1);

        static string IdOf(Reply answer) => $"{answer.Text("position").Replace('/', '-')}@servicedesk.example";
    }

    [Fact]
    public async Task A_text_of_the_desk_can_be_changed_but_not_to_places_that_nobody_fills()
    {
        const string path = "/mail/templates/acknowledgement/en";
        var wrong = await Put(new { subject = "{{nubmer}}", body = "Hello" });
        (wrong.Status, string.Join(' ', wrong.WrongFields)).ShouldBe((422, "subject"));
        wrong.Body.ShouldContain("{{nubmer}}");
        (await Put(new { subject = "Got it: {{subject}}", body = "Hello {{name}}, this is {{number}}." })).Json["version"]!.GetValue<int>().ShouldBeGreaterThan(1);

        await office.Deliver(Message("first", "Chair", "Broken."));

        (await office.Sink.Next(Grace)).Subject.ShouldStartWith("Got it: Chair");
        var shown = (await office.As("agent").Get("intake", "/mail/templates")).Items.Single(one => one["name"]!.ToString() == "acknowledgement" && one["language"]!.ToString() == "en");
        shown["subject"]!.ToString().ShouldBe("Got it: {{subject}}");

        Task<Reply> Put(object body) => office.As("lead").Send(HttpMethod.Put, "intake", path, Caller.Json(System.Text.Json.JsonSerializer.Serialize(body)));
    }

    [Fact]
    public async Task Hostile_messages_are_refused_or_marked_and_the_service_stays_up()
    {
        var huge = await office.Deliver(Encoding.ASCII.GetBytes(Message("huge", "Huge", new string('x', 50_000_000))));
        (huge.Status, huge.Code).ShouldBe((413, "mail-too-large"));

        var deep = new StringBuilder($"From: {Grace}\r\nMessage-ID: <deep-{run}@x>\r\nMIME-Version: 1.0\r\n");
        for (var level = 0; level < 2000; level++) deep.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n");
        var refused = await office.Deliver(deep.ToString());
        refused.Status.ShouldBe(422, refused.Body);
        refused.Code.ShouldBe("too-deep");

        var program = await office.Deliver(Message("program", "Setup", "Please run.", attachment: "setup.exe", content: "MZ program"));
        program.Status.ShouldBe(201, program.Body);
        (await Ticket(program)).Text("description").ShouldContain("setup.exe (program)");

        var injected = await office.Deliver(Message("injected", "=?utf-8?q?Hello=0D=0ABcc:_victim@elsewhere.example?=", "x"));
        injected.Status.ShouldBe(201, injected.Body);
        await Eventually.Holds(async () => (await Mails(injected)).Single()["state"]!.ToString() == "sent", "it was acknowledged");
        office.Sink.To(Grace).ShouldAllBe(one => one.Bcc.Count == 0 && !one.Headers.Any(header => header.Field == "Bcc"));

        var charset = await office.Deliver([.. Encoding.ASCII.GetBytes($"From: {Grace}\r\nMessage-ID: <charset-{run}@x>\r\nSubject: charset\r\nContent-Type: text/plain; charset=none-such\r\n\r\n"), 0xFF, 0xFE, 0x00, 0xD8, 0x41]);
        charset.Status.ShouldBe(201, charset.Body);
        (await new Caller(office.Instance, null).Get("intake", "/health/ready")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Of_many_instances_one_gets_a_mail()
    {
        await using var journal = Open();
        var attempts = new Intake.Mail.MailAttempts(journal);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => attempts.Prepare(TestContext.Current.CancellationToken)));

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => attempts.Claim(run, TestContext.Current.CancellationToken)));
        claims.Where(one => one is not null).ShouldBe([1]);

        await attempts.Postpone(run, NodaTime.SystemClock.Instance.GetCurrentInstant(), "451", TestContext.Current.CancellationToken);
        claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => attempts.Claim(run, TestContext.Current.CancellationToken)));
        claims.Where(one => one is not null).ShouldBe([2]);

        await attempts.End(run, TestContext.Current.CancellationToken);
        (await attempts.Claim(run, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_written_to_a_merged_ticket_reaches_the_one_that_goes_on()
    {
        var merged = await office.Deliver(Message("first", "Twice", "Once."));
        var survivor = await office.Deliver(Message("other", "Twice again", "Twice."));
        await using (var journal = Open())
        {
            var at = NodaTime.Instant.FromUtc(2026, 3, 2, 9, 0);
            var recorded = new NewEvent(
                new TicketMerged("ada", Guid.Parse(survivor.Text("id")), survivor.Text("number"), "grace", null, at), new EventMeta { Actor = "ada" }, at);
            (await journal.Append([new StreamAppend(Streams.Ticket(Guid.Parse(merged.Text("id"))), 1, [recorded])], TestContext.Current.CancellationToken)).Conflict.ShouldBeFalse();
        }

        (await office.Deliver(Message("third", "Re: Twice", "More.", more: $"In-Reply-To: <{Id("first")}>\n", attachment: "more.txt"))).Text("outcome").ShouldBe("appended");

        await using var again = Open();
        foreach (var ticket in (Reply[])[merged, survivor])
            (await again.Load<Intake.Ticket>(Streams.Ticket(Guid.Parse(ticket.Text("id"))), TestContext.Current.CancellationToken)).State.MessageIds.ShouldBe([Id("third")]);
    }

    [Fact]
    public async Task The_channel_tells_how_it_is()
    {
        var health = await office.As("agent").Get("intake", "/channels/email");

        (health.Text("address"), health.Text("unknownSenders")).ShouldBe(("desk@servicedesk.example", "hold"));
        health.Text("sending").ShouldBeOneOf("working", "failing");
    }

    private string Message(
        string id, string subject, string text, string? from = null, string to = "desk@servicedesk.example", string more = "", string? attachment = null, string content = "a line")
    {
        var head = $"From: Grace Hopper <{from ?? Grace}>\nTo: {to}\nSubject: {subject}\nMessage-ID: <{Id(id)}>\nDate: Mon, 2 Mar 2026 08:00:00 +0000\n{more}MIME-Version: 1.0\n";
        return attachment is null
            ? $"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n"
            : $"{head}Content-Type: multipart/mixed; boundary=\"m\"\n\n--m\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--m\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"{attachment}\"\n\n{content}\n--m--\n";
    }

    private Journal Open() => new(
        new JournalOptions("intake", office.Instance.Databases.ConnectionString("servicedesk_intake", "servicedesk_intake")), Messaging.DeskTypes.Create(typeof(Intake.Ticket).Assembly), Guid.CreateVersion7);

    private Task<Reply> Ticket(Reply answer) => office.As("agent").Get("intake", $"/tickets/{answer.Text("id")}");

    private async Task<IReadOnlyList<JsonNode>> Mails(Reply answer)
    {
        var mails = await office.As("agent").Get("intake", $"/tickets/{answer.Text("id")}/mails");
        return mails.Items.Count > 0 ? mails.Items : [JsonNode.Parse("""{"state":"none"}""")!];
    }
}
