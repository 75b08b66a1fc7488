using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;

namespace ServiceDesk.Tests;

public sealed class AttachmentFilesTests : IDisposable
{
    private static readonly Guid ticket = new("0197f0a0-0000-7000-8000-000000000001");

    private readonly string root = Directory.CreateTempSubdirectory("attachments-").FullName;

    private readonly string scanners = Directory.CreateTempSubdirectory("scanners-").FullName;

    public void Dispose()
    {
        Directory.Delete(root, recursive: true);
        Directory.Delete(scanners, recursive: true);
    }

    [Fact]
    public async Task A_file_is_kept_under_its_hash_with_its_bytes_unchanged()
    {
        var bytes = RandomNumberGenerator.GetBytes(200_000);

        var kept = await Keep("a.bin", bytes);

        kept.ShouldBe(new StoredFile("a.bin", kept.MediaType, 200_000, Convert.ToHexStringLower(SHA256.HashData(bytes)), "not-scanned"));
        File.ReadAllBytes(Path.Combine(root, ticket.ToString(), kept.Sha256)).ShouldBe(bytes);
        Files.ShouldBe([kept.Sha256]);
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\me\\报告.docx", "报告.docx")]
    [InlineData("a\r\nSet-Cookie: x.txt", "aSet-Cookie x.txt")]
    [InlineData("invoice\u202Egpj.exe", "invoicegpj.exe")]
    [InlineData(" .. ", "file")]
    [InlineData("", "file")]
    public async Task A_name_keeps_nothing_that_could_be_taken_for_something_else(string sent, string kept) =>
        (await Keep(sent, "text"u8.ToArray())).FileName.ShouldBe(kept);

    [Fact]
    public async Task A_file_may_be_as_large_as_the_limit_and_no_larger()
    {
        (await Keep("a", new byte[1_000_000])).Size.ShouldBe(1_000_000);
        await IsRefused(413, "too-large", "b", new byte[1_000_001]);
    }

    [Fact]
    public Task An_empty_file_is_refused() => IsRefused(422, "invalid", "a.txt", []);

    [Fact]
    public Task A_program_is_refused_whatever_it_is_called() => IsRefused(415, "program", "holiday.jpg", [.. "MZ"u8, .. new byte[100]]);

    [Fact]
    public Task An_archive_that_would_unpack_to_a_thousand_times_its_size_is_refused() => IsRefused(422, "archive-bomb", "a.zip", Archive(new byte[50_000_000]));

    [Fact]
    public Task A_broken_archive_is_refused() => IsRefused(422, "broken-archive", "a.docx", Archive("text"u8.ToArray())[..40]);

    [Fact]
    public async Task An_archive_is_kept() => (await Keep("a.docx", Archive(RandomNumberGenerator.GetBytes(1000)))).MediaType.ShouldBe("application/zip");

    [Fact]
    public async Task What_the_scanner_finds_infected_is_refused_and_the_rest_is_marked_clean()
    {
        var scanner = Scanner("grep -q VIRUS \"$1\" && exit 1; exit 0");

        (await Keep("a.txt", "nothing"u8.ToArray(), scanner)).Scan.ShouldBe("clean");
        await IsRefused(422, "infected", "b.txt", "a VIRUS inside"u8.ToArray(), scanner);
    }

    [Fact]
    public async Task Nothing_is_taken_while_the_scanner_gives_no_answer()
    {
        await IsRefused(503, "scanner-unavailable", "a.txt", "text"u8.ToArray(), Scanner("exit 2"));
        await IsRefused(503, "scanner-unavailable", "a.txt", "text"u8.ToArray(), "/nowhere/scanner");
    }

    private IEnumerable<string> Files => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!);

    private Task<StoredFile> Keep(string name, byte[] content, string? scanner = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Attachments:Directory"] = root,
            ["Attachments:LargestBytes"] = "1000000",
            ["Attachments:ScanCommand"] = scanner,
        }).Build();
        return new AttachmentFiles(configuration, new VirusScan(configuration, NullLogger<VirusScan>.Instance))
            .Keep(ticket, name, new MemoryStream(content), TestContext.Current.CancellationToken);
    }

    private async Task IsRefused(int status, string code, string name, byte[] content, string? scanner = null)
    {
        var before = Files.Order().ToList();

        var refused = await Should.ThrowAsync<RefusedException>(() => Keep(name, content, scanner));

        (refused.Problem.Status, refused.Problem.Code).ShouldBe((status, code));
        Files.Where(file => file.Contains('.')).ShouldBeEmpty(); // no draft stays
        Files.Order().Except(before).Where(file => file == Convert.ToHexStringLower(SHA256.HashData(content))).ShouldBeEmpty();
    }

    private string Scanner(string script)
    {
        var path = Path.Combine(scanners, Path.GetRandomFileName());
        File.WriteAllText(path, script, new UTF8Encoding(false));
        return $"sh {path}";
    }

    private static byte[] Archive(byte[] content)
    {
        using var written = new MemoryStream();
        using (var archive = new ZipArchive(written, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = archive.CreateEntry("content").Open())
        {
            entry.Write(content);
        }
        return written.ToArray();
    }
}
