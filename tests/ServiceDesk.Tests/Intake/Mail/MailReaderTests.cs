using System.Buffers;
using System.Text;
using NodaTime;
using ServiceDesk.Intake.Mail;

namespace ServiceDesk.Tests;

public class MailReaderTests
{
    [Fact]
    public void A_plain_message_is_read_whole()
    {
        var mail = Corpus.Mail("plain");

        mail.MessageId.ShouldBe("plain@acme.example");
        mail.InReplyTo.ShouldBe("first@acme.example");
        mail.References.ShouldBe(["zero@acme.example", "first@acme.example"]);
        mail.From.ShouldBe(new MailAddress("grace@acme.example", "Grace Hopper"));
        mail.To.ShouldBe([new MailAddress("desk@example.org", null)]);
        mail.Cc.ShouldBe([new MailAddress("alan@acme.example", "Alan Turing")]);
        mail.DeliveredTo.ShouldBe(["desk+abc@example.org"]);
        mail.Subject.ShouldBe("The printer on floor 3 is on fire");
        mail.Date.ShouldBe(Instant.FromUtc(2026, 3, 2, 1, 15));
        mail.TextAsSent.ShouldBe("Smoke comes out of it.\nPlease hurry.\n");
        mail.Text.ShouldBe("Smoke comes out of it.\nPlease hurry.");
        mail.Truncated.ShouldBeFalse();
        mail.Attachments.ShouldBeEmpty();
        mail.Automatic.ShouldBeNull();
        mail.Language.ShouldBe("en");
    }

    [Theory]
    [InlineData("gb18030", "打印机坏了：㐀𠀀", "三楼的打印机不能打印，错误代码 E5。生僻字：㐀𠀀。", "zh")]
    [InlineData("gb2312-with-gbk", "無法登錄", "郵箱無法登錄，朱镕基。", "zh")]
    [InlineData("big5", "網路斷線", "辦公室的網路從早上開始斷線，請協助處理。", "zh")]
    [InlineData("shift-jis", "プリンター故障", "プリンターが動きません。確認してください。", "en")]
    [InlineData("windows-1251", "Принтер не работает", "Принтер на третьем этаже не работает.", "en")]
    [InlineData("latin1-is-windows-1252", "Café-Rechner", "Der Rechner im Café “hängt” – bitte prüfen.", "en")]
    [InlineData("wrong-label-gbk-as-latin1", "wrong label", "服务器无法访问，请尽快处理。", "zh")]
    [InlineData("wrong-label-utf8-as-gb2312", "wrong label", "服务器无法访问，请尽快处理。", "zh")]
    [InlineData("wrong-label-gbk-as-utf8", "wrong label", "服务器无法访问，请尽快处理。", "zh")]
    [InlineData("unknown-label", "unknown label", "服务器无法访问，请尽快处理。", "zh")]
    [InlineData("raw-gbk-headers", "笔记本电脑蓝屏", "开机蓝屏。", "zh")]
    [InlineData("raw-utf8-headers", "笔记本电脑蓝屏", "开机蓝屏。", "zh")]
    [InlineData("quoted-printable", "VPN straße fällt aus", "The VPN drops every ten minutes – always after a long line that goes on.", "en")]
    [InlineData("encoded-words-split-character", "电脑", "x", "en")]
    [InlineData("nested", "Screenshot", "See the picture and the log.", "en")]
    [InlineData("no-boundary", "broken", "Still to be read.", "en")]
    [InlineData("cut-off", "cut off", "The rest is miss", "en")]
    [InlineData("empty", "", "", null)]
    [InlineData("only-an-attachment", "", "", null)]
    public void Subject_text_and_language_are_what_was_written(string name, string subject, string text, string? language)
    {
        var mail = Corpus.Mail(name);

        mail.Subject.ShouldBe(subject);
        mail.Text.ShouldBe(text);
        mail.Language.ShouldBe(language);
    }

    [Theory]
    [InlineData("gb18030", "张伟", "zhangwei@acme.example")]
    [InlineData("gb2312-with-gbk", "镕基", "rong@acme.example")]
    [InlineData("raw-gbk-headers", "李娜", "lina@acme.example")]
    [InlineData("raw-utf8-headers", "李娜", "lina@acme.example")]
    [InlineData("empty", null, "grace@acme.example")]
    public void The_sender_has_a_name_and_an_address(string name, string? sender, string address) =>
        Corpus.Mail(name).From.ShouldBe(new MailAddress(address, sender));

    [Theory]
    [InlineData("outlook-reply", "It still does not work.\n\nGrace")]
    [InlineData("outlook-reply-chinese", "重启之后还是不行。")]
    [InlineData("qq-reply", "已经好了，谢谢。")]
    [InlineData("163-reply", "问题已解决。")]
    [InlineData("gmail-reply", "Thanks, solved!")]
    [InlineData("gmail-reply-html", "Thanks, solved!")]
    [InlineData("gmail-reply-chinese", "谢谢，已解决。")]
    [InlineData("163-reply-new", "还是不行")]
    [InlineData("original-message", "No.")]
    [InlineData("apple-reply-chinese", "好的，谢谢！")]
    public void History_below_a_reply_is_cut_and_still_there_as_sent(string name, string text)
    {
        var mail = Corpus.Mail(name);

        mail.Text.ShouldBe(text);
        mail.TextAsSent.Length.ShouldBeGreaterThan(text.Length + 10);
        mail.TextAsSent.ShouldStartWith(text);
    }

    [Theory]
    [InlineData("answered-inline")]
    [InlineData("only-quoted")]
    [InlineData("forwarded")]
    public void What_is_not_surely_history_stays(string name)
    {
        var mail = Corpus.Mail(name);

        mail.Text.ShouldBe(mail.TextAsSent.Trim());
    }

    [Fact]
    public void Html_alone_becomes_readable_text() => Corpus.Mail("html-only").Text.ShouldBe(
        "Dear desk,\nthe wiki <https://intranet.example/wiki?a=1&b=2> is slow & ugly:\n- first\n- second\nHost web1\n\uFFFD\uFFFDRegards 😀");

    [Theory]
    [InlineData("auto-reply", AutomaticReason.AutoSubmitted)]
    [InlineData("bounce", AutomaticReason.DeliveryReport)]
    [InlineData("loop", AutomaticReason.OwnMail)]
    [InlineData("mailing-list", AutomaticReason.MailingList)]
    [InlineData("newsletter", AutomaticReason.Bulk)]
    public void Mail_of_machines_is_known(string name, object reason) => Corpus.Mail(name).Automatic.ShouldBe(reason);

    [Theory]
    [InlineData("Auto-Submitted: no", null)]
    [InlineData("Auto-Submitted: auto-notified; owner=x", AutomaticReason.AutoSubmitted)]
    [InlineData("Return-Path: <>", AutomaticReason.EmptyReturnPath)]
    [InlineData("Return-Path: <grace@acme.example>", null)]
    [InlineData("Sender: Postmaster@acme.example", AutomaticReason.MailSystem)]
    [InlineData("X-Autoreply: yes", AutomaticReason.AutoReply)]
    [InlineData("X-Autoreply: no", null)]
    [InlineData("X-Auto-Response-Suppress: DR, OOF, AutoReply", AutomaticReason.SuppressesReplies)]
    [InlineData("X-Auto-Response-Suppress: DR, RN", null)]
    [InlineData("Precedence: LIST", AutomaticReason.Bulk)]
    [InlineData("Precedence: first-class", null)]
    public void A_header_tells_a_machine(string header, object? reason) =>
        Corpus.Read($"From: grace@acme.example\n{header}\nSubject: x\n\nx\n").Automatic.ShouldBe((AutomaticReason?)reason);

    [Fact]
    public void Attachments_keep_name_type_and_bytes()
    {
        var files = Corpus.Mail("nested").Attachments;

        files.Select(file => (file.FileName, file.MediaType, file.Inline)).ShouldBe(
            [("screen.png", "image/png", true), ("日志 log.txt", "text/plain", false), ("报告.zip", "application/zip", false), ("The original.eml", "message/rfc822", false)]);
        files[0].ContentId.ShouldBe("pic@x");
        files[0].ToArray().ShouldBe([0x89, .. "PNG\r\n\u001A\n"u8, .. Enumerable.Range(0, 64).Select(i => (byte)i)]);
        files[0].Size.ShouldBe(72);
        files[1].ToArray().ShouldBe("line 1\nline 2"u8.ToArray());
        files[2].ToArray().ShouldBe("PK\u0003\u0004abc"u8.ToArray());
        Encoding.UTF8.GetString(files[3].ToArray()).ShouldContain("Old text.");
    }

    [Fact]
    public void A_raw_file_name_is_read_in_the_charset_of_the_message() =>
        Corpus.Mail("raw-gbk-headers").Attachments.Single().FileName.ShouldBe("截图说明.pdf");

    [Fact]
    public void An_uuencoded_file_is_decoded() => Corpus.Mail("uuencoded").Attachments.Single().ToArray().ShouldBe("Cat"u8.ToArray());

    [Fact]
    public void A_file_name_leads_nowhere_and_reads_as_it_is() => Corpus.Mail("dangerous-names").Attachments.Select(file => file.FileName).ShouldBe(
        ["passwd", "system.ini", "_NUL.txt", "invoicefdp.exe", "a b c.txt", "attachment-6", $"{new string('a', 95)}.docx"]);

    [Fact]
    public void Nothing_breaks_out_of_a_header()
    {
        var mail = Corpus.Mail("header-injection");

        mail.From.ShouldBe(new MailAddress("eve@acme.example", "Eve Bcc: victim@acme.example"));
        mail.To.ShouldBe([new MailAddress("desk@example.org", "a X-Evil: 1")]);
        mail.Subject.ShouldBe("HelloBcc: victim@acme.example Ø");
        mail.MessageId!.ShouldNotContain('\t');
    }

    [Fact]
    public void Garbage_in_headers_loses_neither_sender_nor_text()
    {
        var mail = Corpus.Mail("garbage-headers");

        mail.From!.Address.ShouldBe("x@acme.example");
        mail.Text.ShouldStartWith("Body ");
        mail.Text.ShouldEndWith(" stays.");
        mail.Date.ShouldBeNull();
        mail.Subject.ShouldEndWith("end");
    }

    [Fact]
    public void A_stream_and_memory_in_pieces_are_read_alike()
    {
        foreach (var name in Corpus.Names)
        {
            var bytes = Corpus.Bytes(name);
            var whole = Facts(Corpus.Read(bytes));
            Facts(MailReader.Read(new MemoryStream(bytes), MailLimits.Usual)).ShouldBe(whole, name);
            Facts(MailReader.Read(Pieces(bytes, 7), MailLimits.Usual)).ShouldBe(whole, name);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\nno headers")]
    [InlineData("\0\0\0\0")]
    [InlineData("just some words without a colon")]
    public void What_is_no_message_is_refused_or_read_as_an_empty_one(string message)
    {
        try
        {
            Corpus.Read(message).From.ShouldBeNull();
        }
        catch (MailRefusedException refused)
        {
            refused.Code.ShouldBe("unreadable");
        }
    }

    private static string Facts(IncomingMail mail) =>
        $"{mail.MessageId}|{mail.From}|{mail.Subject}|{mail.TextAsSent}|{string.Join(',', mail.Attachments.Select(file => $"{file.FileName} {Convert.ToHexString(file.ToArray())}"))}";

    private static ReadOnlySequence<byte> Pieces(byte[] bytes, int size)
    {
        var first = new Piece(default, 0);
        var last = first;
        foreach (var chunk in bytes.Chunk(size)) last = last.Then(chunk);
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
