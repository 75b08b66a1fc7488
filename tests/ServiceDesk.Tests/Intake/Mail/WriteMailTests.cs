using Microsoft.Extensions.Configuration;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Intake.Mail;
using ServiceDesk.Resolution.Closing;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class WriteMailTests
{
    private static readonly MailSettings settings = Settings("mail.desk.example");

    private static readonly TicketSubmitted byMail = Submitted with { Channel = "email", ExternalId = "first@acme.example", Language = "en" };

    private static MailSettings Settings(string? smtp) => new(
        new ConfigurationBuilder().AddInMemoryCollection(
            [new("Mail:Address", "desk@desk.example"), new("Mail:MostPerTicketAndHour", "2"), new("Mail:Smtp:Host", smtp)]).Build(),
        Convert.ToBase64String(new byte[32]));

    private static Intake.Ticket Ticket(params object[] events) => DeciderSpec<Intake.Ticket>.Given(events).State;

    private static IReadOnlyList<object> Written(object happened, Intake.Ticket ticket, params object[] before) => new WriteMail(happened, "resolution/7", At(5), At(5))
        .Decide(DeciderSpec<TicketMails>.Given(before).State, ticket, MailTemplateBook.Initial, settings, At(6)).ShouldBeOfType<Decision.Accepted>().Events;

    private static MailQueued Mail(object happened, Intake.Ticket ticket, params object[] before) => Written(happened, ticket, before).Single().ShouldBeOfType<MailQueued>();

    [Fact]
    public void A_submission_by_mail_is_acknowledged_in_its_thread()
    {
        var mail = Mail(byMail, Ticket(byMail));

        (mail.Template, mail.TemplateVersion, mail.Language, mail.To, mail.InReplyTo, mail.IsReply).ShouldBe(("acknowledgement", 1, "en", "grace@acme.example", "first@acme.example", true));
        (mail.MessageId, mail.HappenedAt, mail.At).ShouldBe(("resolution-7@desk.example", At(5), At(6)));
        mail.Body.ShouldContain("INC-000123");
    }

    [Fact]
    public void What_is_missing_is_asked_for()
    {
        var incomplete = byMail with { Missing = ["impact", "faultAt"] };

        var mail = Mail(incomplete, Ticket(incomplete));

        mail.Template.ShouldBe("incomplete");
        mail.Body.ShouldContain("- impact\n- faultAt");
    }

    [Fact]
    public void Later_news_go_into_the_same_thread_and_the_language_of_the_ticket()
    {
        var chinese = byMail with { Language = "zh" };
        var first = Mail(chinese, Ticket(chinese));

        var mail = Mail(new TicketResolved(Ada.Id, Grace.Id, "换了碳粉", null, null, null, At(4)), Ticket(chinese), first);

        (mail.Template, mail.Language, mail.InReplyTo, mail.IsReply).ShouldBe(("solution", "zh-CN", first.MessageId, false));
        mail.References.ShouldBe(["first@acme.example"]);
        mail.Body.ShouldContain("换了碳粉");
    }

    [Fact]
    public void A_solution_is_told_with_cause_measure_precautions_and_what_happens_without_an_answer()
    {
        var resolved = new TicketResolved(Ada.Id, Grace.Id, "New toner", "Empty", null, null, At(4))
        {
            Measure = "A spare in the cupboard",
            Precautions = "Shake it first",
            Terms = ClosingRuleHistory.Shipped.For(null, At(4), WorkingDays.Usual),
        };

        Mail(resolved, Ticket(byMail)).Body.ShouldContain("""
            New toner

            Cause: Empty

            What was done so that it does not come back: A spare in the cupboard

            What you can do: Shake it first

            If we do not hear from you by 2026-03-09 08:04 UTC (5 working days), your request will be closed.
            """.ReplaceLineEndings("\n"));
        var chinese = Mail(resolved, Ticket(byMail with { Language = "zh" })).Body;
        foreach (var part in (string[])["原因：Empty", "措施：A spare", "预防建议：Shake", "2026-03-09 08:04 UTC 之前（5 个工作日）"]) chinese.ShouldContain(part);
    }

    [Fact]
    public void Who_is_asked_to_rate_the_work_gets_the_link_and_who_did_not_answer_is_told_the_rule()
    {
        var closed = new TicketClosed("service:resolution", At(4)) { Rule = new ClosedByRule("auto-close", 3, 5), SurveyUntil = At(40) };
        var news = new WriteMail(closed, "resolution/7", At(5), At(5));

        var asked = Queued(news with { Page = "https://desk.example/tickets/1" });
        (asked.Template, asked.TemplateVersion).ShouldBe(("survey", 2));
        asked.Body.ShouldContain("https://desk.example/tickets/1");
        asked.Body.ShouldContain("within 5 working days");
        Queued(news).Template.ShouldBe("closed");
        Queued(news with { Body = closed with { SurveyUntil = null, Rule = null }, Page = "https://desk.example/tickets/1" }).Body.ShouldContain("is closed. It was confirmed that it is solved.");

        static MailQueued Queued(WriteMail news) => news.Decide(TicketMails.Initial, Ticket(byMail), MailTemplateBook.Initial, settings, At(6))
            .ShouldBeOfType<Decision.Accepted>().Events.Single().ShouldBeOfType<MailQueued>();
    }

    [Fact]
    public void Progress_tells_what_comes_next_and_when()
    {
        var mail = Mail(new ProgressReported(Ada.Id, Grace.Id, "Part ordered.", "We fit it.", At(60), At(4)), Ticket(byMail));

        mail.Template.ShouldBe("progress");
        mail.Body.ShouldContain("Part ordered.\n\nNext: We fit it.\nNext update by 2026-03-02 09:00 UTC");
    }

    [Fact]
    public void A_workaround_is_told_in_the_language_of_the_ticket()
    {
        var chinese = byMail with { Language = "zh" };
        var mail = Mail(new WorkaroundTold(Guid.Empty, "PRB-000001", 1, Ada.Id, Grace.Id, "请改用备用网关", At(4)), Ticket(chinese));

        (mail.Template, mail.Language).ShouldBe(("workaround", "zh-CN"));
        mail.Body.ShouldContain("请改用备用网关");
        mail.Body.ShouldNotContain("PRB-"); // requesters do not see problems
    }

    [Fact]
    public void A_question_is_asked_by_mail_and_a_wait_for_others_is_not_told()
    {
        var reaction = new MailReaction(settings);
        var asked = new WorkPaused(Ada.Id, PauseReason.Requester, At(4)) { Requester = Grace.Id, Question = "哪一层？" };
        var chinese = byMail with { Language = "zh" };

        var mail = Mail(asked, Ticket(chinese));

        (mail.Template, mail.Language).ShouldBe(("question", "zh-CN"));
        mail.Body.ShouldContain("我们需要您的答复：\n\n哪一层？");
        reaction.StreamOf(Recorded(asked)).ShouldNotBeNull();
        reaction.StreamOf(Recorded(new WorkPaused(Ada.Id, PauseReason.Vendor, At(4)) { Vendor = "Printers Ltd" })).ShouldBeNull();
        reaction.StreamOf(Recorded(new WorkPaused(Ada.Id, PauseReason.Requester, At(4)))).ShouldBeNull();
    }

    [Fact]
    public void A_plan_that_needs_the_requesters_word_is_told_by_mail_and_another_is_not()
    {
        var chosen = Planned.ChosenRisky() with { Plan = "换盘\n\n更换磁盘" };

        Mail(chosen, Ticket(byMail with { Language = "zh" })).Body.ShouldContain("待您同意后开始实施：\n\n换盘\n\n更换磁盘");
        new MailReaction(settings).StreamOf(Recorded(chosen)).ShouldNotBeNull();
        new MailReaction(settings).StreamOf(Recorded(chosen with { AcceptanceNeeded = false, Plan = null })).ShouldBeNull();
    }

    [Fact]
    public void Without_a_mail_system_a_mail_waits_and_says_so()
    {
        var mail = DeciderSpec<TicketMails>.Given(Mail(byMail, Ticket(byMail))).State.All.Single();

        (GetMails.StateOf(mail, canSend: false), GetMails.StateOf(mail, canSend: true)).ShouldBe(("not-configured", "queued"));
    }

    [Fact]
    public void A_corrected_address_gets_the_mail()
    {
        var corrected = new TicketCorrected(Ada.Id, Grace.Id, new Dictionary<string, string> { ["email"] = "g.hopper@acme.example" }, null, null, At(2));

        Mail(new TicketClosed(Ada.Id, At(4)), Ticket(byMail, corrected)).To.ShouldBe("g.hopper@acme.example");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("desk@desk.example")]
    [InlineData("Desk+token@desk.example")]
    [InlineData("MAILER-DAEMON@mx.acme.example")]
    [InlineData("postmaster@acme.example")]
    [InlineData("grace@acme.example, eve@acme.example")]
    [InlineData("no address")]
    public void Nobody_is_written_to_where_no_person_reads(string? address)
    {
        var submitted = byMail with { Email = address };

        Written(submitted, Ticket(submitted)).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_older_than_a_day_is_no_news() => new WriteMail(byMail, "intake/7", Opened, Opened)
        .Decide(TicketMails.Initial, Ticket(byMail), MailTemplateBook.Initial, settings, Opened + Duration.FromHours(25))
        .ShouldBeOfType<Decision.Accepted>().Events.ShouldBeEmpty();

    [Fact]
    public void Too_many_mails_in_an_hour_stop_and_that_is_on_record()
    {
        var one = Mail(byMail, Ticket(byMail));
        var closed = new TicketClosed(Ada.Id, At(4));

        Written(closed, Ticket(byMail), one with { MessageId = "1" }, one with { MessageId = "2" }).ShouldBe([new MailSuppressed("resolution/7", "closed", At(6))]);
        Mail(closed, Ticket(byMail), one with { MessageId = "1", At = At(-55) }, one with { MessageId = "2" }).Template.ShouldBe("closed");
    }

    [Fact]
    public void Imported_history_and_tickets_without_an_address_are_not_heard()
    {
        var reaction = new MailReaction(settings);

        reaction.StreamOf(Recorded(byMail)).ShouldBe("mails-0197f0a0-0000-7000-8000-000000000001");
        reaction.StreamOf(Recorded(byMail, meta: new EventMeta { Actor = "a", Imported = new ImportedFrom("old", "1") })).ShouldBeNull();
        reaction.StreamOf(Recorded(byMail with { Email = null })).ShouldBeNull();
        reaction.StreamOf(Recorded(Opening)).ShouldBeNull();
        reaction.StreamOf(Recorded(new WorkaroundTold(Guid.Empty, "PRB-000001", 1, Ada.Id, Grace.Id, "x", At(4)))).ShouldBe("mails-0197f0a0-0000-7000-8000-000000000001");
    }

    [Fact]
    public void A_desk_that_cannot_send_mail_writes_none() => new MailReaction(Settings(smtp: null)).StreamOf(Recorded(byMail)).ShouldBeNull();

    [Fact]
    public void A_mail_is_sent_once_and_may_come_back_after_that()
    {
        var mail = Mail(byMail, Ticket(byMail));
        var sent = new MailSent(mail.MessageId, 1, At(7));
        var failed = new MailFailed(mail.MessageId, 0, Grace.Id, "550", At(8));

        DeciderSpec<TicketMails>.Given(mail).When(mails => mails.Send(mail.MessageId, 1, At(7))).Then(sent);
        DeciderSpec<TicketMails>.Given(mail, sent).When(mails => mails.Send(mail.MessageId, 2, At(9))).ThenNothing();
        DeciderSpec<TicketMails>.Given(mail, sent).When(mails => mails.Fail(mail.MessageId, 0, "550", At(8))).Then(failed);
        DeciderSpec<TicketMails>.Given(mail, failed).When(mails => mails.Fail(mail.MessageId, 0, "550", At(9))).ThenNothing();
        DeciderSpec<TicketMails>.Given().When(mails => mails.Fail(mail.MessageId, 0, "550", At(9))).ThenNothing();
    }

    [Theory]
    [InlineData("grace@acme.example", null, true)]
    [InlineData("GRACE@acme.example", null, true)]
    [InlineData("colleague@acme.example", "acme", true)]
    [InlineData("eve@evil.example", "other", false)]
    [InlineData("eve@evil.example", null, false)]
    public void Without_a_token_only_the_requester_and_the_own_organisation_go_on_with_a_ticket(string sender, string? organization, bool plausible) =>
        MailThread.IsPlausible(Ticket(byMail), sender, organization).ShouldBe(plausible);

    [Fact]
    public void The_same_message_is_appended_once_with_its_files()
    {
        var file = new Intake.AttachedFile("file-1", Root.Id, new Intake.StoredFile("a.txt", "text/plain", 3, "abc", "clean"));
        var append = new AppendMail("second@acme.example", "More", [file]);
        var received = new MessageReceived(Root.Id, Grace.Id, "More", "email", "second@acme.example", ["file-1"], At(3));

        DeciderSpec<Intake.Ticket>.Given(byMail).When(ticket => append.Decide(ticket, Root, At(3)))
            .Then(new AttachmentAdded("file-1", Root.Id, Grace.Id, "a.txt", "text/plain", 3, "abc", "clean", At(3)), received);
        DeciderSpec<Intake.Ticket>.Given(byMail, received).When(ticket => append.Decide(ticket, Root, At(4))).ThenNothing();
        DeciderSpec<Intake.Ticket>.Given().When(ticket => append.Decide(ticket, Root, At(4))).ThenMissing();
    }

    [Fact]
    public void A_held_message_is_released_or_dropped_and_not_both()
    {
        var held = new MailHeld("m", "person-x", "x@nowhere.example", null, "Hello", 10, "abc", At(1));
        var dropped = new MailDropped(Root.Id, "person-x", "spam", At(2));
        var released = new MailReleased(Root.Id, "acme", Guid.Empty, At(2));

        DeciderSpec<HeldMail>.Given(held).When(mail => mail.Decide(held)).ThenNothing();
        DeciderSpec<HeldMail>.Given(held).When(mail => new DropMail("spam").Decide(mail, Root, At(2))).Then(dropped);
        DeciderSpec<HeldMail>.Given(held).When(mail => ReleaseMail.Decide(mail, Root.Id, "acme", Guid.Empty, At(2))).Then(released);
        DeciderSpec<HeldMail>.Given(held, dropped).When(mail => ReleaseMail.Decide(mail, Root.Id, "acme", Guid.Empty, At(2))).ThenRejected("dropped");
        DeciderSpec<HeldMail>.Given(held, released).When(mail => new DropMail("spam").Decide(mail, Root, At(2))).ThenRejected("released");
        DeciderSpec<HeldMail>.Given().When(mail => new DropMail("spam").Decide(mail, Root, At(2))).ThenMissing();
    }

    [Fact]
    public void A_text_counts_on_from_its_version_and_unknown_places_are_named()
    {
        DefineMailTemplate Text(string subject, string body) => new(subject, body);
        var defined = new MailTemplateDefined("closed", "en", 3, "Done: {{subject}}", "Bye {{name}}", Root.Id, At(1));

        DeciderSpec<MailTemplateBook>.Given().When(book => Text("Done: {{subject}}", "Bye {{name}}").Decide(book, "closed", "en", Root, At(1))).Then(defined);
        DeciderSpec<MailTemplateBook>.Given(defined).When(book => Text("Done: {{subject}}", "Bye {{name}}").Decide(book, "closed", "en", Root, At(2))).ThenNothing();
        DeciderSpec<MailTemplateBook>.Given().When(book => Text("{{solution}}", "x").Decide(book, "closed", "en", Root, At(1))).ThenInvalid("subject");
        DeciderSpec<MailTemplateBook>.Given().When(book => Text("x", "{{solution}}").Decide(book, "closed", "en", Root, At(1))).ThenInvalid("body");
        DeciderSpec<MailTemplateBook>.Given().When(book => Text("x", "x").Decide(book, "closed", "fr", Root, At(1))).ThenMissing();
    }

    [Fact]
    public void A_message_is_the_same_by_its_id_and_its_text()
    {
        var mail = Corpus.Read(Bytes("one@acme.example", "Hello"));

        MailText.IdOf(mail, "a", null).ShouldBe(MailText.IdOf(Corpus.Read(Bytes("one@acme.example", "Hello")), "b", null));
        MailText.IdOf(mail, "a", null).ShouldNotBe(MailText.IdOf(Corpus.Read(Bytes("one@acme.example", "Another")), "a", null));
        MailText.IdOf(mail, "a", null).ShouldNotBe(MailText.IdOf(mail, "a", "acme"));

        static byte[] Bytes(string id, string text) => System.Text.Encoding.ASCII.GetBytes($"From: g@acme.example\r\nMessage-ID: <{id}>\r\nSubject: s\r\n\r\n{text}\r\n");
    }
}
