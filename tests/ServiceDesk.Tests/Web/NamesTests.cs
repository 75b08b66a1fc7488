using ServiceDesk.Web.Services;

namespace ServiceDesk.Tests.Web;

public class NamesTests
{
    private static readonly KnownSystem[] systems = [new("mail", "邮件系统", "E-mail"), new("erp", null, "ERP"), new("e-mail", "电子邮箱", null)];

    [Theory]
    [InlineData("mail", "en", "E-mail")]
    [InlineData("mail", "zh-CN", "邮件系统")]
    [InlineData("邮件系统", "en", "E-mail")]
    [InlineData("erp", "zh-CN", "ERP")]
    [InlineData("e-mail", "en", "电子邮箱")]
    [InlineData("the old fax", "en", "the old fax")]
    public void A_system_has_its_name_in_the_readers_language_and_its_id_goes_before_the_names_of_others(string typed, string language, string name) =>
        Names.SystemName(systems, typed, language).ShouldBe(name);
}
