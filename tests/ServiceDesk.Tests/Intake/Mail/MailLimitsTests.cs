using System.Diagnostics;
using System.Text;
using ServiceDesk.Intake.Mail;

namespace ServiceDesk.Tests;

public class MailLimitsTests
{
    private const string head = "From: grace@acme.example\nSubject: x\n";

    [Fact]
    public void A_message_may_be_as_large_as_the_limit_and_not_a_byte_larger()
    {
        var bytes = Encoding.ASCII.GetBytes(head + "\nabc");
        var limits = MailLimits.Usual with { Bytes = bytes.Length };

        Corpus.Read(bytes, limits).Text.ShouldBe("abc");
        Code(() => Corpus.Read([.. bytes, (byte)'d'], limits)).ShouldBe("mail-too-large");
        Code(() => MailReader.Read(new MemoryStream([.. bytes, (byte)'d']), limits)).ShouldBe("mail-too-large");
    }

    [Fact]
    public void An_endless_stream_is_given_up_at_the_limit()
    {
        using var endless = new Endless();

        Code(() => MailReader.Read(endless, MailLimits.Usual with { Bytes = 1_000_000 })).ShouldBe("mail-too-large");
        endless.Given.ShouldBeLessThan(1_200_000);
    }

    [Theory]
    [InlineData(16, null)]
    [InlineData(17, "too-deep")]
    [InlineData(90, "too-deep")]
    [InlineData(50_000, "too-deep")]
    public void Parts_in_parts_end_somewhere(int depth, string? code)
    {
        var bomb = new StringBuilder(head);
        for (var i = 0; i < depth; i++) bomb.Append("Content-Type: multipart/mixed; boundary=b").Append(i).Append("\n\n--b").Append(i).Append('\n');
        bomb.Append("Content-Type: text/plain\n\ndeep\n");

        Code(() => Corpus.Read(bomb.ToString()).Text.ShouldBe("deep")).ShouldBe(code);
    }

    [Fact]
    public void Messages_in_messages_end_somewhere()
    {
        var bomb = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\n\n", 40));

        Code(() => Corpus.Read($"{head}{bomb}Subject: y\n\ndeep")).ShouldBe("too-deep");
    }

    [Theory]
    [InlineData(99, null)]
    [InlineData(100, "too-many-parts")]
    [InlineData(1_000_000, "too-many-parts")]
    public void Parts_are_counted(int parts, string? code)
    {
        var bomb = head + "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\nx\n", parts)) + "--b--\n";

        Code(() => Corpus.Read(bomb)).ShouldBe(code);
    }

    [Theory]
    [InlineData(50, null)]
    [InlineData(51, "too-many-attachments")]
    public void Attachments_are_counted(int files, string? code)
    {
        var bomb = head + "Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\nContent-Type: image/png\n\nx\n", files)) + "--b--\n";

        Code(() => Corpus.Read(bomb)).ShouldBe(code);
    }

    [Theory]
    [InlineData("X: ", 20_000_000)]
    [InlineData("", 20_000_000)]
    public void One_endless_header_is_refused_before_it_is_gathered(string name, int length)
    {
        var watch = Stopwatch.StartNew();

        Code(() => Corpus.Read(head + name + new string('a', length))).ShouldBe("headers-too-large");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Very_many_headers_are_refused() =>
        Code(() => Corpus.Read(head + string.Concat(Enumerable.Repeat("A:\n", 1_000_000)) + "\nx")).ShouldBe("headers-too-large");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    public void Long_text_is_cut_and_marked_without_half_a_character(string type)
    {
        var text = "x" + string.Concat(Enumerable.Repeat("😀", 60_000));
        var mail = Corpus.Read($"{head}Content-Type: {type}; charset=utf-8\n\n{text}");

        mail.Truncated.ShouldBeTrue();
        mail.TextAsSent.ShouldBe(text[..99_999]);
    }

    [Fact]
    public void Text_of_exactly_the_limit_is_whole()
    {
        var mail = Corpus.Read($"{head}Content-Type: text/plain; charset=utf-8\n\n{new string('好', 100_000)}");

        mail.Truncated.ShouldBeFalse();
        mail.TextAsSent.Length.ShouldBe(100_000);
    }

    [Fact]
    public void A_large_attachment_is_neither_copied_nor_decoded_into_memory()
    {
        var file = new byte[15_000_000];
        file[^1] = 7;
        var message = Encoding.ASCII.GetBytes($"{head}Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(file, Base64FormattingOptions.InsertLineBreaks)}\n");
        Corpus.Read(message);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var mail = Corpus.Read(message);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBeLessThan(2_000_000);
        mail.Attachments.Single().Size.ShouldBe(15_000_000);
        mail.Attachments.Single().ToArray()[^1].ShouldBe((byte)7);
    }

    [Theory]
    [InlineData("<blockquote>")]
    [InlineData("<div><a href='http://x'>")]
    [InlineData("<")]
    [InlineData("&")]
    [InlineData("<!--")]
    [InlineData("> On 1 wrote:\n")]
    [InlineData("On 1 @\n")]
    [InlineData("From: x\n")]
    [InlineData("On 1 wrote:\n> x\n")]
    public void Hostile_text_takes_no_time(string unit)
    {
        foreach (var type in (string[])["text/html", "text/plain"])
        {
            var watch = Stopwatch.StartNew();
            Corpus.Read($"{head}Content-Type: {type}\n\n{string.Concat(Enumerable.Repeat(unit, 3_000_000 / unit.Length))}x");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3), type);
        }
    }

    private static string? Code(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (MailRefusedException refused)
        {
            return refused.Code;
        }
    }

    private sealed class Endless : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'a');
            Given += buffer.Length;
            return buffer.Length;
        }
    }
}
