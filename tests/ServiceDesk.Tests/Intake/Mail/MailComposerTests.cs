using System.Text;
using NodaTime;
using ServiceDesk.Intake.Mail;

namespace ServiceDesk.Tests;

public class MailComposerTests
{
    private static readonly TicketToken tokens = new(new byte[32]);
    private static readonly MailComposer composer = new(new("desk@example.org", "服务台 Desk"), tokens);
    private static readonly Guid ticket = Guid.Parse("0198c0de-0000-7000-8000-0123456789ab");

    private static readonly OutgoingMail acknowledgement = new(
        "intake/4711", new(ticket, "INC-000123"), new("grace@acme.example", "Grace Hopper"), "We have received your request: Printer", "Hello Grace,\n\nwe look at it.\n",
        Instant.FromUtc(2026, 3, 2, 1, 15), IsReply: true, "first@acme.example", ["zero@acme.example"]);

    [Fact]
    public void An_acknowledgement_carries_all_that_threads_it_and_that_stops_machines()
    {
        var message = composer.Compose(acknowledgement);

        message.MessageId.ShouldBe("intake-4711@example.org");
        message.InReplyTo.ShouldBe("first@acme.example");
        message.References.ShouldBe(["zero@acme.example", "first@acme.example"]);
        message.Date.ShouldBe(new DateTimeOffset(2026, 3, 2, 1, 15, 0, TimeSpan.Zero));
        message.Subject.ShouldBe($"We have received your request: Printer {tokens.Marker("INC-000123", ticket)}");
        message.ReplyTo.Mailboxes.Single().Address.ShouldBe(tokens.Address("desk@example.org", ticket));
        message.Headers["Auto-Submitted"].ShouldBe("auto-replied");
        message.Headers["X-Auto-Response-Suppress"].ShouldBe("All");
        message.Headers["X-ServiceDesk"].ShouldBe("intake-4711");
        message.Headers.ShouldNotContain(header => header.Field.StartsWith("List-"));
    }

    [Fact]
    public void Our_reader_reads_it_knows_it_and_finds_its_ticket()
    {
        var mail = Corpus.Read(Bytes(acknowledgement with { Body = "您好：\n\n我们会尽快处理。\n" }));

        mail.From.ShouldBe(new MailAddress("desk@example.org", "服务台 Desk"));
        mail.To.ShouldBe([new MailAddress("grace@acme.example", "Grace Hopper")]);
        mail.Automatic.ShouldBe(AutomaticReason.OwnMail);
        mail.TextAsSent.Trim().ShouldBe("您好：\n\n我们会尽快处理。");
        tokens.Find(mail).ShouldBe(ticket);
    }

    [Fact]
    public void A_script_is_sent_as_plain_text()
    {
        var message = composer.Compose(acknowledgement with { Subject = "<script>alert(1)</script>", Body = "=HYPERLINK(\"http://example.org\") <script>alert(1)</script> <img src=x onerror=alert(1)>" });

        var body = message.Body.ShouldBeOfType<MimeKit.TextPart>();
        body.IsPlain.ShouldBeTrue();
        body.Text.Trim().ShouldBe("=HYPERLINK(\"http://example.org\") <script>alert(1)</script> <img src=x onerror=alert(1)>");
        message.HtmlBody.ShouldBeNull();
    }

    [Fact]
    public void The_same_mail_is_the_same_bytes() => Bytes(acknowledgement).ShouldBe(Bytes(acknowledgement));

    [Fact]
    public void What_tells_of_something_is_generated() =>
        composer.Compose(acknowledgement with { IsReply = false }).Headers["Auto-Submitted"].ShouldBe("auto-generated");

    [Fact]
    public void Without_a_ticket_an_answer_is_a_new_message_to_the_desk()
    {
        var message = composer.Compose(acknowledgement with { Ticket = null });

        message.ReplyTo.Mailboxes.Single().Address.ShouldBe("desk@example.org");
        message.Subject.ShouldBe("We have received your request: Printer");
    }

    [Fact]
    public void No_value_adds_a_header()
    {
        var evil = "x\r\nBcc: victim@acme.example\r\n\r\nbody";
        var message = Encoding.UTF8.GetString(Bytes(acknowledgement with
        {
            Subject = evil,
            To = new("grace@acme.example", evil),
            InReplyTo = evil,
            References = [evil, "ok@acme.example"],
        }));

        message.ReplaceLineEndings("\n").ShouldNotContain("\nBcc:", Case.Insensitive);
        message.ShouldContain("References: <ok@acme.example>");
        message.ShouldNotContain("In-Reply-To");
    }

    [Theory]
    [InlineData("grace@acme.example\r\nBcc: victim@acme.example")]
    [InlineData("grace@acme.example, victim@acme.example")]
    [InlineData("")]
    public void An_address_is_one_address(string address) =>
        Should.Throw<ArgumentException>(() => composer.Compose(acknowledgement with { To = new(address, null) }));

    [Theory]
    [InlineData("")]
    [InlineData("intake/1>\r\nBcc: x")]
    public void An_event_id_is_one(string id) => Should.Throw<ArgumentException>(() => composer.Compose(acknowledgement with { EventId = id }));

    [Fact]
    public void A_long_thread_keeps_its_root_and_its_end()
    {
        var thread = composer.Compose(acknowledgement with { References = [.. Enumerable.Range(0, 50).Select(i => $"{i}@acme.example")] }).References;

        thread.Count.ShouldBe(20);
        thread[0].ShouldBe("0@acme.example");
        thread[^1].ShouldBe("first@acme.example");
    }

    [Fact]
    public void An_answer_to_a_marked_subject_is_marked_once() =>
        composer.Compose(acknowledgement with { Subject = $"Re: Printer {tokens.Marker("INC-000123", ticket)}" }).Subject
            .ShouldBe($"Re: Printer {tokens.Marker("INC-000123", ticket)}");

    private static byte[] Bytes(OutgoingMail mail)
    {
        using var stream = new MemoryStream();
        composer.Compose(mail).WriteTo(stream);
        return stream.ToArray();
    }
}
