using ServiceDesk.Resolution.Knowledge;

namespace ServiceDesk.Tests;

public class PersonalTracesTests
{
    [Theory]
    [InlineData("Mail grace.hopper+it@acme.example.com or ＧＨ＠acme.example", "Mail [e-mail] or [e-mail]")]
    [InlineData("Call +44 20 7946 0958 now", "Call [phone] now")]
    [InlineData("Call (415) 555-0123 or 415-555-0123, ext. 4711", "Call [phone] or [phone], ext. [phone]")]
    [InlineData("Dear Grace, Hopper's laptop; GRACE HOPPER agreed", "Dear [name], [name]'s laptop; [name] agreed")]
    [InlineData("As Mr. John Smith and Mrs Jones said", "As [name] and [name] said")]
    [InlineData("Hi Bob, restart it. Dear All, restart it.", "Hi [name], restart it. Dear All, restart it.")]
    [InlineData("Ada Lovelace replaced the switch", "[name] replaced the switch")]
    public void People_addresses_and_numbers_are_taken_out(string text, string left) =>
        PersonalTraces.Remove(text, "Grace Hopper", ["Ada Lovelace"], "en").ShouldBe(left);

    [Theory]
    [InlineData("王小明的电脑，小明已确认", "【姓名】的电脑，【姓名】已确认")]
    [InlineData("请联系王经理，13812345678，分机 8123", "请联系【姓名】，【电话】，分机 【电话】")]
    [InlineData("座机010-87654321，张伟先生的邮箱zhangwei@例子.example", "座机【电话】，【姓名】的邮箱【邮箱】")]
    [InlineData("李娜更换了交换机", "【姓名】更换了交换机")]
    [InlineData("身份证11010519491231002X已登记", "身份证【电话】已登记")]
    public void In_Chinese_too(string text, string left) => PersonalTraces.Remove(text, "王小明", ["李娜"], "zh").ShouldBe(left);

    [Fact]
    public void A_name_in_both_scripts_is_two() =>
        PersonalTraces.Remove("李娜 (Li Na) agreed, 李女士 too", "Li Na 李娜", [], "en").ShouldBe("[name] ([name]) agreed, [name] too");

    [Theory]
    [InlineData("Error 0x80070005 after KB5034441 on 10.0.19045.3930, port 8080")]
    [InlineData("Set MTU to 1400 at 192.168.100.1 and wait 15000 ms; this will set the mark")]
    [InlineData("重启打印机，版本2024.10.1，序列号SN20240101，高工具箱")]
    [InlineData("2026-03-02 08:00 error 500-100-200.55")]
    public void What_is_about_things_stays(string text) => PersonalTraces.Remove(text, "Will Mark", ["System"], "en").ShouldBe(text);

    [Fact]
    public void Nothing_stays_nothing() => PersonalTraces.Remove(null, "Grace Hopper", [], "en").ShouldBeNull();
}
