using System.Text;
using ServiceDesk.Web.Imports;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Tests.Web;

public class ImportTests
{
    [Fact]
    public async Task Each_part_of_a_table_has_the_header_and_knows_where_its_lines_stand()
    {
        var parts = await Parts("id,name\na,1\n\nb,2\nc,3", hasHeader: true, mostLines: 2);
        parts.Select(part => Encoding.UTF8.GetString(part.Bytes)).ShouldBe(["id,name\na,1\n\n", "id,name\nb,2\nc,3"]);
        // Line 2 of a part is the first below its header.
        parts.Select(part => (2 + part.Before, part.Last)).ShouldBe([(2L, 2L), (4L, 5L)]);
    }

    [Fact]
    public async Task Lines_without_a_header_are_cut_by_their_bytes_too()
    {
        var parts = await Parts("1111\n2222\n3333\n", hasHeader: false, mostLines: 100, mostBytes: 10);
        parts.Select(part => (Encoding.UTF8.GetString(part.Bytes), part.Before)).ShouldBe([("1111\n2222\n", 0L), ("3333\n", 2L)]);
    }

    [Fact]
    public async Task A_header_alone_is_a_part_so_that_it_is_looked_at_and_nothing_is_none()
    {
        (await Parts("id,name\n", hasHeader: true, mostLines: 2)).ShouldHaveSingleItem().Last.ShouldBe(0);
        (await Parts("", hasHeader: true, mostLines: 2)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_left_out_and_the_lines_after_it_keep_their_numbers()
    {
        var part = (await Parts($"a\n{new string('x', FileParts.LongestLine + 5)}\nb\n", hasHeader: false, mostLines: 10)).ShouldHaveSingleItem();
        (Encoding.UTF8.GetString(part.Bytes), part.Last).ShouldBe(("a\n\nb\n", 3L));
        part.TooLong.ShouldBe([2L]);
        var progress = new ImportProgress(ImportState.Running).WithTooLong(part);
        (progress.Rows, progress.Refused, progress.RefusedLines[0].Line).ShouldBe((1, 1, 2L));
    }

    [Fact]
    public void Lines_are_counted_and_the_charset_is_told_though_a_character_is_cut_in_two()
    {
        var bytes = Encoding.UTF8.GetBytes("编号,名称\r\n \r\na,一\r\nb,二");
        var count = new FileCount();
        foreach (var one in bytes) count.Add([one]);
        count.End();
        (count.Lines, count.IsUtf8, count.Bytes).ShouldBe((3, true, bytes.Length));

        var chinese = new FileCount();
        chinese.Add(CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes("编号,名称\n"));
        chinese.End();
        chinese.IsUtf8.ShouldBeFalse();
    }

    [Fact]
    public void Refused_lines_have_the_numbers_that_they_have_in_the_file_and_only_the_first_are_kept()
    {
        var wrong = new ProblemDocument(null, "No", "invalid", new() { ["name"] = ["is required"] }, null);
        var part = new FilePart([], 100, 0, []);
        var progress = new ImportProgress(ImportState.Running).With(part, [new(2, 201, null, false, null), new(3, 200, null, true, null), new(4, 422, wrong, false, null)]);
        (progress.Rows, progress.Accepted, progress.Created, progress.Refused, progress.Late).ShouldBe((3, 2, 1, 1, 1));
        progress.RefusedLines.ShouldHaveSingleItem().Line.ShouldBe(104);

        var many = progress.With(part, [.. Enumerable.Range(0, 2 * ImportProgress.MostRefused).Select(line => new AnsweredLine(line, 422, wrong, false, null))]);
        (many.RefusedLines.Count, many.Refused).ShouldBe((ImportProgress.MostRefused, 1 + (2 * ImportProgress.MostRefused)));
    }

    [Fact]
    public void Of_a_file_that_is_taken_as_a_whole_the_paths_tell_the_lines()
    {
        var errors = new Dictionary<string, string[]> { ["lines[7].skills"] = ["no"], ["lines[3]"] = ["has 2 cells"], ["lines[7].tier"] = ["no"] };
        var refused = new ImportProgress(ImportState.Running).WithWhole(9, new Problem(422, "", null, "invalid", errors, null));
        refused.RefusedLines.Select(one => (one.Line, string.Join(' ', one.Problem.Errors.Keys))).ShouldBe([(3L, ""), (7L, "skills tier")]);
        (refused.Accepted, refused.Problem).ShouldBe((0, null));
        new ImportProgress(ImportState.Running).WithWhole(9, null).Accepted.ShouldBe(9);
        new ImportProgress(ImportState.Running).WithWhole(9, Problem.Unreachable("Routing")).Problem.ShouldNotBeNull();
    }

    private static async Task<List<FilePart>> Parts(string text, bool hasHeader, int mostLines, long mostBytes = long.MaxValue)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await FileParts.Read(file, hasHeader, mostLines, mostBytes, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }
}
