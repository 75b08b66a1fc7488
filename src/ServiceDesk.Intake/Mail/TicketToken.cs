using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ServiceDesk.Intake.Mail;

/// <summary>
/// A ticket's id with a signature, short enough for an address (<c>desk+token@example.org</c>) and a subject (<c>[#INC-000123 token]</c>).
/// Who has received it may write to that ticket; nobody makes one without the secret. Letter case does not matter, as mail systems change it.
/// </summary>
internal sealed partial class TicketToken
{
    /// <summary>26 bytes in base 32.</summary>
    public const int Length = 42;

    private const string alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int idBytes = 16;
    private const int signatureBytes = 10;
    private const int longestLocalPart = 64;

    private readonly byte[] secret;

    /// <param name="secret">At least 32 bytes; another secret makes all former tokens invalid.</param>
    public TicketToken(ReadOnlySpan<byte> secret)
    {
        if (secret.Length < 32) throw new ArgumentException("The secret for ticket tokens needs 32 bytes.", nameof(secret));
        this.secret = secret.ToArray();
    }

    public string Of(Guid ticket)
    {
        Span<byte> bytes = stackalloc byte[idBytes + signatureBytes];
        ticket.TryWriteBytes(bytes, bigEndian: true, out _);
        Sign(bytes[..idBytes], bytes[idBytes..]);
        return Encode(bytes);
    }

    /// <summary>The desk's address with the token behind a plus.</summary>
    public string Address(string desk, Guid ticket)
    {
        var at = desk.LastIndexOf('@');
        var local = $"{desk[..at]}+{Of(ticket)}";
        return local.Length <= longestLocalPart ? local + desk[at..] : throw new ArgumentException($"{desk} leaves no room for a token.", nameof(desk));
    }

    public string Marker(string number, Guid ticket) => $"[#{number} {Of(ticket)}]";

    /// <summary>The ticket of a genuine token; null for anything else.</summary>
    public Guid? Check(ReadOnlySpan<char> token)
    {
        Span<byte> bytes = stackalloc byte[idBytes + signatureBytes];
        Span<byte> signature = stackalloc byte[signatureBytes];
        if (!TryDecode(token, bytes)) return null;
        Sign(bytes[..idBytes], signature);
        return CryptographicOperations.FixedTimeEquals(signature, bytes[idBytes..]) ? new Guid(bytes[..idBytes], bigEndian: true) : null;
    }

    /// <summary>The ticket that a message belongs to by its recipients, else by its subject.</summary>
    public Guid? Find(IncomingMail mail)
    {
        foreach (var address in mail.To.Concat(mail.Cc).Select(one => one.Address).Concat(mail.DeliveredTo))
        {
            var local = address.AsSpan(0, Math.Max(0, address.LastIndexOf('@')));
            if (Check(local[(local.LastIndexOf('+') + 1)..]) is { } ticket) return ticket;
        }

        foreach (var word in Words().EnumerateMatches(mail.Subject))
        {
            if (word.Length == Length && Check(mail.Subject.AsSpan(word.Index, word.Length)) is { } ticket) return ticket;
        }

        return null;
    }

    /// <summary>A subject as it was before the desk put a marker on it, so that answers do not gather them.</summary>
    public static string WithoutMarkers(string subject) => Markers().Replace(subject, "").Trim();

    private void Sign(ReadOnlySpan<byte> id, Span<byte> signature)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        // The purpose is signed too, so that the same secret signs nothing else by accident.
        HMACSHA256.HashData(secret, [.. "ticket-token-1 "u8, .. id], whole);
        whole[..signatureBytes].CopyTo(signature);
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(Length);
        int bits = 0, count = 0;
        foreach (var one in bytes)
        {
            bits = ((bits & 0x1F) << 8) | one;
            for (count += 8; count >= 5; count -= 5) text.Append(alphabet[(bits >> (count - 5)) & 0x1F]);
        }

        return count > 0 ? text.Append(alphabet[(bits << (5 - count)) & 0x1F]).ToString() : text.ToString();
    }

    /// <summary>Takes only what <see cref="Encode"/> writes: the two spare bits at the end must be zero.</summary>
    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != Length) return false;
        int bits = 0, count = 0, written = 0;
        foreach (var c in text)
        {
            var value = alphabet.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            if (value < 0) return false;
            bits = ((bits & 0xFF) << 5) | value;
            count += 5;
            if (count < 8) continue;
            count -= 8;
            bytes[written++] = (byte)((bits >> count) & 0xFF);
        }

        return (bits & ((1 << count) - 1)) == 0;
    }

    [GeneratedRegex("[A-Za-z2-7]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"\s*\[#[A-Za-z]{1,10}-[0-9]{1,20}\s[A-Za-z2-7]{42}\]", RegexOptions.CultureInvariant)]
    private static partial Regex Markers();
}
