using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServiceDesk.Analytics.Reports;

/// <summary>
/// Says with a signature what a report is: its id, the hashes of its bytes in every format, and a signed head of the ledger that covers it. The signature is over the bytes of <c>signed</c> as they stand, a text
/// that is JSON itself.
/// </summary>
internal sealed record ReportManifest(string Signed, string Signature, string KeyId, string PublicKey)
{
    private static readonly JsonWriterOptions writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<ReportManifest> Of(ReportDocument report, LedgerSeal seal, SigningKey key, CancellationToken cancel)
    {
        var head = await seal.HeadAt(report.Position, cancel);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, writing))
        {
            json.WriteStartObject();
            json.WriteString("id", report.Id);
            json.WriteString("position", $"{report.Log}/{report.Position}");
            json.WriteString("at", report.At.ToDateTimeUtc());
            json.WriteStartObject("sha256");
            json.WriteString("json", Hash(report.ToJson()));
            json.WriteString("csv", Hash(ReportFiles.Csv(report)));
            json.WriteString("xlsx", Hash(ReportFiles.Xlsx(report)));
            json.WriteEndObject();
            json.WriteStartObject("head");
            json.WriteNumber("size", head.Size);
            json.WriteString("root", head.Root);
            json.WriteNumber("timestamp", head.Timestamp);
            json.WriteString("key", head.Key);
            json.WriteString("signature", head.Signature);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return new ReportManifest(System.Text.Encoding.UTF8.GetString(bytes.ToArray()), Convert.ToBase64String(key.Sign(bytes.ToArray())), key.Id, key.PublicKey);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
