using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;

namespace ServiceDesk.Tests;

public class CsvRowsTests
{
    private static readonly AccessDirectory nobody = new(null!, NullLogger<AccessDirectory>.Instance);
    private static readonly Encoding gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;
    private static readonly Actor lead = new("person-lead", [Roles.Lead], "acme", null);

    [Fact]
    public async Task Rows_become_commands_with_the_lines_they_stand_on()
    {
        var rows = await Read<ChangeSystem>("id,nameZh,aliases,importance,retired\nvpn,远程接入,gw-1; gw-2；网关,high,\n\n\"erp\",\"ＥＲＰ, 新\",,low,是\n");

        rows.Select(row => row.Line).ShouldBe([2, 4]);
        var (vpn, erp) = (rows[0].Command!, rows[1].Command!);
        vpn.Aliases.ShouldBe(["gw-1", "gw-2", "网关"]);
        (vpn.Id, vpn.NameZh, vpn.NameEn, vpn.Importance, vpn.Retired).ShouldBe(("vpn", "远程接入", null, Importance.High, false));
        (erp.NameZh, erp.Importance, erp.Retired).ShouldBe(("ＥＲＰ, 新", Importance.Low, true));
        (rows[0].Has("retired"), rows[0].Has("team")).ShouldBe((true, false));
    }

    [Fact]
    public async Task Dotted_columns_make_nested_values_wherever_they_stand()
    {
        var rows = await Read<ChangeOrganization>("contract.level,id,contract.reference,name\ngold,acme,C-1,Acme\n,globex,,Globex\n,initech,,\n", Desk.Root);

        rows[0].Command!.Contract.ShouldBe(new CustomerContract("C-1", "gold", null, null));
        rows[1].Command!.Contract.ShouldBeNull();
        rows[2].Problem!.Errors!.Keys.ShouldBe(["name"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_byte_order_mark_makes_no_difference(bool marked) =>
        (await Read<ChangeSystem>($"{(marked ? "\uFEFF" : "")}id,nameEn\nvpn,VPN\n")).Single().Command!.Id.ShouldBe("vpn");

    [Fact]
    public async Task GB18030_is_read_when_it_is_named()
    {
        var text = "id,nameZh\r\nvpn,远程接入𠮷\r\n";
        (await Read<ChangeSystem>(gb18030.GetBytes(text), gb18030)).Single().Command!.NameZh.ShouldBe("远程接入𠮷");
        (await Read<ChangeSystem>(gb18030.GetBytes(text), null)).Single().Problem!.Errors!.Keys.ShouldBe(["nameZh"]);
        (await Read<ChangeSystem>(Encoding.UTF8.GetBytes(text), gb18030)).Single().Command?.NameZh.ShouldNotBe("远程接入𠮷");
    }

    [Theory]
    [InlineData("", "wrong-header")]
    [InlineData("\n\n", "wrong-header")]
    [InlineData("nameEn\nVPN\n", "wrong-header")]
    [InlineData("id,nameEn,ID\nvpn,VPN,x\n", "wrong-header")]
    [InlineData("id,nameEn,colour\nvpn,VPN,red\n", "wrong-header")]
    [InlineData("id;nameEn\nvpn;VPN\n", "wrong-header")]
    [InlineData("{\"id\":\"vpn\"}", "wrong-header")]
    [InlineData("id,name\uFFFD\n", "wrong-charset")]
    public async Task A_wrong_header_refuses_the_file(string text, string code) => (await Should.ThrowAsync<RefusedException>(() => Read<ChangeSystem>(text))).Problem.Code.ShouldBe(code);

    [Theory]
    [InlineData("vpn", "cell-count")]
    [InlineData("vpn,VPN,more", "cell-count")]
    [InlineData("\"vpn,VPN", "malformed")]
    [InlineData("vpn,\"VPN\"x", "malformed")]
    [InlineData("vpn,\"two\nlines\"", "malformed")]
    [InlineData("V P N,VPN", "id")]
    [InlineData(",VPN", "id")]
    [InlineData("vpn,=cmd|' /C calc'!A0", "nameEn")]
    [InlineData("vpn,@SUM(A1)", "nameEn")]
    [InlineData("vpn,+cmd", "nameEn")]
    [InlineData("vpn,-1+cmd", null)]
    [InlineData("vpn,\t=1", "nameEn")]
    [InlineData("vpn,a\0b", "nameEn")]
    [InlineData("vpn,\uFFFD", "nameEn")]
    public async Task A_broken_row_is_told_and_does_not_stop_the_others(string row, string? wrong)
    {
        var rows = await Read<ChangeSystem>($"id,nameEn\nbefore,Before\n{row}\nafter,After\n");

        rows[0].Command!.Id.ShouldBe("before");
        rows[^1].Command!.Id.ShouldBe("after");
        var problem = rows[1].Problem;
        if (wrong is null) problem.ShouldBeNull();
        else (problem!.Errors?.Keys.First() ?? problem.Code).ShouldBe(wrong);
    }

    [Fact]
    public async Task A_telephone_number_may_begin_with_a_plus_sign() =>
        (await Read<ChangeRequester>("organization,name,phones\nacme,Grace,+44 20 1; +(86) 21\n")).Single().Command!.Phones.ShouldBe(["+44 20 1", "+(86) 21"]);

    [Fact]
    public async Task A_row_without_end_ends_the_file_with_a_word_about_it()
    {
        var rows = await Read<ChangeSystem>($"id,nameEn\nvpn,VPN\nerp,{new string('x', 200_000)}\nafter,After\n");

        rows.Count.ShouldBe(2);
        rows[1].Problem!.Code.ShouldBe("malformed");
    }

    [Fact]
    public async Task A_file_that_was_cut_loses_no_more_than_its_last_row()
    {
        var file = Encoding.UTF8.GetBytes("id,nameZh,importance\nvpn,远程接入,high\n\"erp\",资源计划,low\n");
        var header = "id,nameZh,importance\n".Length;
        for (var length = header; length <= file.Length; length++)
        {
            var rows = await Read<ChangeSystem>(file[..length], null);
            if (rows.Count == 2) (rows[0].Command!.Id, rows[0].Command!.Importance).ShouldBe(("vpn", Importance.High));
            foreach (var row in rows.Where(row => row.Command is not null)) row.Command!.NameZh.ShouldBeOneOf("远程接入", "资源计划");
        }
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_and_never_break_anything()
    {
        var pieces = Gen.Elements(
            "id,nameEn\n", "vpn", ",", "\n", "\r\n", "\r", "\"", "\"\"", "=", "\0", "é", "远", "\uFEFF", ";", " ", "id", "nameZh", "organization,name\n", "\uFFFE", "\U0001F600");
        var texts = pieces.ArrayOf().Select(parts => Encoding.UTF8.GetBytes("id,nameEn\n" + string.Concat(parts)));
        var noise = Gen.Choose(0, 255).ArrayOf().Select(bytes => bytes.Select(one => (byte)one).ToArray());
        var files = Gen.OneOf(texts, noise, from text in texts from more in noise select (byte[])[.. text, .. more, .. text]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(files.ToArbitrary(), file =>
        {
            try
            {
                foreach (var row in Read<ChangeSystem>(file, file.Length % 2 == 0 ? null : gb18030).GetAwaiter().GetResult()) (row.Command is null).ShouldBe(row.Problem is not null);
            }
            catch (RefusedException refused)
            {
                refused.Problem.Status.ShouldBe(400);
            }
        }));
    }

    private static Task<List<CsvRow<T>>> Read<T>(string text, Actor? actor = null) where T : class, ICsvRow<T> => Read<T>(Encoding.UTF8.GetBytes(text), null, actor);

    private static async Task<List<CsvRow<T>>> Read<T>(byte[] file, Encoding? encoding, Actor? actor = null) where T : class, ICsvRow<T>
    {
        using var stream = new MemoryStream(file);
        await using var rows = await CsvRows<T>.Open(stream, encoding, actor ?? lead, nobody, CancellationToken.None);
        var all = new List<CsvRow<T>>();
        while (rows.GoesOn && await rows.Next(CancellationToken.None) is { } row) all.Add(row);
        return all;
    }
}
