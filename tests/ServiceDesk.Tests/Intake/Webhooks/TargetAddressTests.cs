using System.Net;
using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Intake.Webhooks;

namespace ServiceDesk.Tests;

public class TargetAddressTests
{
    private static readonly TargetRules strict = new(AllowHttp: false, []);
    private static readonly TargetRules open = new(AllowHttp: true, ["hooks.corp", "127.0.0.1", "::1"]);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_that_is_not_of_the_public_internet_is_not_called(string address) => TargetAddress.IsPublic(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void An_address_of_the_public_internet_is_called(string address) => TargetAddress.IsPublic(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("https://hooks.example.com/desk")]
    [InlineData("https://hooks.example.com:8443/desk?x=1")]
    [InlineData("https://例子.example/钩子")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]/")]
    public void A_public_target_may_be_called(string url) => TargetAddress.Refusal(url, strict).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("/desk")]
    [InlineData("hooks.example.com")]
    [InlineData("http://hooks.example.com/")]
    [InlineData("ftp://hooks.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://ada:secret@hooks.example.com/")]
    [InlineData("https://hooks.example.com/#part")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://１２７.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:169.254.169.254]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://localhost/")]
    [InlineData("https://localhost./")]
    [InlineData("https://desk.localhost/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://intranet/")]
    [InlineData("https://hooks.corp@127.0.0.1/")]
    public void Any_other_target_is_refused_before_it_is_resolved(string url) => TargetAddress.Refusal(url, strict).ShouldNotBeNull();

    [Theory]
    [InlineData("http://hooks.example.com/", true)]
    [InlineData("http://hooks.corp/", true)]
    [InlineData("http://HOOKS.corp:8080/x", true)]
    [InlineData("http://127.0.0.1:5000/", true)]
    [InlineData("http://[::1]:5000/", true)]
    [InlineData("http://127.0.0.2/", false)]
    [InlineData("http://sub.hooks.corp.localhost/", false)]
    [InlineData("ftp://hooks.corp/", false)]
    [InlineData("http://ada@hooks.corp/", false)]
    public void Configuration_allows_plain_http_and_hosts_of_ones_own(string url, bool allowed) => (TargetAddress.Refusal(url, open) is null).ShouldBe(allowed);

    [Fact]
    public void No_text_breaks_it() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        TargetAddress.Refusal(text.Get, strict);
        TargetAddress.Refusal("https://" + text.Get, strict);
    }));

    [Fact]
    public void An_ipv4_address_is_judged_alike_in_each_of_its_forms() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 255).Select(each => (byte)each).ArrayOf(4).ToArbitrary(), bytes =>
        {
            var address = new IPAddress(bytes);
            TargetAddress.IsPublic(address.MapToIPv6()).ShouldBe(TargetAddress.IsPublic(address));
            TargetAddress.IsPublic(IPAddress.Parse($"64:ff9b::{address}")).ShouldBe(TargetAddress.IsPublic(address));
        }));
}
