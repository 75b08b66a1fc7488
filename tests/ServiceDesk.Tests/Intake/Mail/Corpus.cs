using System.Buffers;
using System.Text;
using ServiceDesk.Intake.Mail;

namespace ServiceDesk.Tests;

/// <summary>Messages as mail programs write them, each in a file of its own.</summary>
internal static class Corpus
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "ServiceDesk.Tests", "Intake", "Mail", "corpus");

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.eml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, $"{name}.eml"));

    public static IncomingMail Mail(string name) => Read(Bytes(name));

    public static IncomingMail Read(string message) => Read(Encoding.UTF8.GetBytes(message));

    public static IncomingMail Read(byte[] message) => Read(message, MailLimits.Usual);

    public static IncomingMail Read(byte[] message, MailLimits limits) => MailReader.Read(new ReadOnlySequence<byte>(message), limits);
}
