using System.Text;
using ServiceDesk.Intake;

namespace ServiceDesk.Tests;

public class FileKindTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000", "image/png")]
    [InlineData("FFD8FFE000104A464946", "image/jpeg")]
    [InlineData("255044462D312E37", "application/pdf")]
    [InlineData("504B030414000000", "application/zip")]
    [InlineData("524946460000000057454250", "image/webp")]
    [InlineData("524946460000000057415645", "audio/wav")]
    [InlineData("0000002066747970686569630000", "image/heic")]
    [InlineData("000000206674797069736F6D0000", "video/mp4")]
    [InlineData("00010203", "application/octet-stream")]
    [InlineData("FFFE4100", "text/plain")]
    public void A_file_is_what_its_bytes_say(string hex, string mediaType) =>
        FileKind.Of(Convert.FromHexString(hex), isAll: true).ShouldBe(new FileKind(mediaType, IsProgram: false));

    [Theory]
    [InlineData("4D5A90000300")]
    [InlineData("7F454C460201")]
    [InlineData("23212F62696E2F7368")]
    [InlineData("CFFAEDFE07")]
    [InlineData("4C0000000114020000")]
    public void A_program_is_known_whatever_it_is_called(string hex) => FileKind.Of(Convert.FromHexString(hex), isAll: true).IsProgram.ShouldBeTrue();

    [Fact]
    public void Chinese_is_text() => FileKind.Of("三楼打印机无法打印\r\n"u8, isAll: true).MediaType.ShouldBe("text/plain");

    [Fact]
    public void A_character_that_the_head_cuts_off_is_no_fault_but_one_that_the_file_cuts_off_is()
    {
        var cut = Encoding.UTF8.GetBytes("打印机")[..^1];

        FileKind.Of(cut, isAll: false).MediaType.ShouldBe("text/plain");
        FileKind.Of(cut, isAll: true).MediaType.ShouldBe("application/octet-stream");
    }
}
