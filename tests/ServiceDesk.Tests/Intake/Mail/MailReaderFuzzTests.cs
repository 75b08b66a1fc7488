using System.Text;
using ServiceDesk.Intake.Mail;

namespace ServiceDesk.Tests;

/// <summary>Mutated messages: whatever comes, the reader gives safe values or refuses with a code.</summary>
public class MailReaderFuzzTests
{
    private const int mutations = 4000;

    private static readonly byte[][] spice =
    [
        [0], [0xFF], [0xED, 0xA0, 0x80], "\r\n"u8.ToArray(), "\n\n"u8.ToArray(), "\r"u8.ToArray(), "=?utf-16?B?2AA=?="u8.ToArray(), "=?utf-8?Q?=0D=0A=00?="u8.ToArray(),
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n"u8.ToArray(), "Content-Type: text/html; charset=utf-16\n"u8.ToArray(), "&#xD800;&#0;"u8.ToArray(),
        "Content-Transfer-Encoding: base64\n"u8.ToArray(), "Subject: "u8.ToArray(), "\"<>,;:()"u8.ToArray(), "filename*=utf-16''%D8%00%00%0A"u8.ToArray(), "--"u8.ToArray(),
    ];

    [Fact]
    public void Mutations_are_read_safely_or_refused_with_a_code()
    {
        var corpus = Corpus.Names.Select(Corpus.Bytes).ToList();
        var first = Environment.TickCount;
        var read = 0;
        for (var seed = first; seed < first + mutations; seed++)
        {
            try
            {
                Check(Corpus.Read(Mutate(corpus, new Random(seed))));
                read++;
            }
            catch (MailRefusedException refused)
            {
                refused.Code.ShouldBeOneOf("headers-too-large", "too-many-parts", "too-deep", "too-many-attachments", "unreadable");
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed} fails: {failure.Message}", failure);
            }
        }

        read.ShouldBeGreaterThan(mutations / 2);
    }

    private static byte[] Mutate(List<byte[]> corpus, Random random)
    {
        var message = corpus[random.Next(corpus.Count)].ToList();
        for (var times = random.Next(1, 12); times > 0; times--)
        {
            var at = random.Next(message.Count + 1);
            var length = Math.Min(random.Next(40), message.Count - at);
            var other = corpus[random.Next(corpus.Count)];
            switch (random.Next(6))
            {
                case 0 when at < message.Count: message[at] = (byte)random.Next(256); break;
                case 1: message.RemoveRange(at, length); break;
                case 2: message.InsertRange(at, message.GetRange(at, length)); break;
                case 3: message.InsertRange(at, spice[random.Next(spice.Length)]); break;
                case 4: message.InsertRange(at, other.Skip(random.Next(other.Length)).Take(random.Next(400))); break;
                case 5 when random.Next(4) == 0: message.RemoveRange(at, message.Count - at); break;
            }
        }

        return [.. message];
    }

    private static void Check(IncomingMail mail)
    {
        IEnumerable<MailAddress> people = [.. mail.To, .. mail.Cc, .. mail.From is { } from ? (MailAddress[])[from] : []];
        IEnumerable<string?> lines =
        [
            mail.MessageId, mail.InReplyTo, .. mail.References, .. mail.DeliveredTo, mail.Subject, .. people.SelectMany(one => new[] { one.Address, one.Name }),
            .. mail.Attachments.SelectMany(file => new[] { file.FileName, file.MediaType, file.ContentId }),
        ];
        foreach (var line in lines.OfType<string>()) line.Any(char.IsControl).ShouldBeFalse(line);
        foreach (var text in lines.OfType<string>().Append(mail.Text).Append(mail.TextAsSent))
        {
            text.ShouldNotContain('\0');
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text).ShouldBeGreaterThanOrEqualTo(0);
        }

        mail.TextAsSent.Length.ShouldBeLessThanOrEqualTo(MailLimits.Usual.TextCharacters);
        if (mail.TextAsSent.Any(char.IsLetterOrDigit)) mail.Text.ShouldNotBeEmpty();
        foreach (var file in mail.Attachments)
        {
            file.FileName.ShouldNotBeEmpty();
            file.FileName.IndexOfAny(['/', '\\', ':']).ShouldBe(-1);
            file.ToArray().Length.ShouldBe((int)file.Size);
        }
    }
}
