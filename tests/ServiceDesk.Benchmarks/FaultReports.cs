using System.Text.Json.Nodes;
using NodaTime;
using ServiceDesk.Rules;

namespace ServiceDesk.Benchmarks;

/// <summary>
/// Generated tickets, half Chinese and half English: a device, a symptom and a place, then sentences of circumstances, some with codes and host names.
/// Few words and many tickets, which is hard for an index: each usual word stands in thousands of tickets.
/// </summary>
internal sealed class FaultReports(int seed)
{
    private static readonly Instant start = Instant.FromUtc(2026, 3, 1, 0, 0);

    private static readonly string[] devices = "打印机 扫描仪 投影仪 笔记本电脑 显示器 服务器 邮箱 VPN 无线网络 ERP系统 考勤机 数据库 共享盘 座机 摄像头 键盘 财务软件 报销系统 门禁 交换机".Split(' ');
    private static readonly string[] symptoms = "无法启动 连不上 经常掉线 特别慢 提示密码错误 突然黑屏 卡死 打不开 收不到数据 证书过期 没有声音 报错退出 权限不足 空间已满 识别不了 自动重启".Split(' ');
    private static readonly string[] places = "财务部 人事部 研发中心 生产车间 仓库 前台 三楼 五楼 十二楼 上海分公司 北京办事处 会议室 机房 食堂 客服中心 实验室".Split(' ');

    private static readonly string[] remarks =
    [
        "昨天下午还能正常使用", "重启以后还是一样", "已经影响到整个部门的工作", "更新系统之后才出现", "换了一台设备也不行", "同事们都遇到了同样的情况", "下午有客户来访，比较着急",
        "网线已经重新插拔过", "试过另外一个账号仍然不行", "页面一直停留在加载状态", "日志里面有很多警告", "月底结账之前必须恢复",
    ];

    private static readonly string[] things = "printer scanner projector laptop monitor server mailbox VPN wifi SAP phone database share headset camera keyboard intranet badge switch router".Split(' ');
    private static readonly string[] faults =
        ["does not start", "cannot connect", "keeps dropping", "is very slow", "asks for the password", "went black", "freezes", "does not open", "receives nothing", "has an expired certificate", "has no sound", "crashed"];

    private static readonly string[] rooms = "finance sales engineering warehouse reception canteen London Paris Berlin laboratory workshop archive".Split(' ');

    private static readonly string[] notes =
    [
        "It worked until yesterday afternoon", "a restart did not help", "the whole department is affected", "it started after the last update", "my colleagues see the same",
        "a customer is waiting for an offer", "cables were checked already", "another account shows the same picture", "the page keeps loading forever", "month end closing depends on it",
    ];

    private readonly Random random = new(seed);

    /// <summary>The next, a minute after the one before by number.</summary>
    public ReportedFault Next(int number)
    {
        var text = Text(number);
        return new ReportedFault(
            TextTokens.Of(text), $"person-{random.Next(5_000)}", random.Next(2) == 0 ? Of(things) : null, random.Next(2) == 0 ? "hardware" : null,
            random.Next(10) == 0 ? $"EXT-{random.Next(50_000)}" : null, start + Duration.FromMinutes(number));
    }

    /// <summary>The request that submits such a ticket, to the team of hardware.</summary>
    public string Request(int number) => Request(number, "hardware");

    /// <summary>The request that submits such a ticket of a category.</summary>
    public string Request(int number, string category)
    {
        var text = Text(number);
        return new JsonObject
        {
            ["kind"] = "incident",
            ["subject"] = text[..text.IndexOf('\n', StringComparison.Ordinal)],
            ["description"] = text,
            ["category"] = category,
            ["requester"] = new JsonObject { ["name"] = $"Person {random.Next(5_000)}", ["organization"] = "demo" },
        }.ToJsonString();
    }

    /// <summary>The subject, and the description on the next line.</summary>
    private string Text(int number) => number % 2 == 0
        ? $"{Of(places)}{Of(devices)}{Of(symptoms)}\n{Of(devices)}{Of(symptoms)}，{Of(remarks)}，{Of(remarks)}。{Code()}"
        : $"{Of(things)} in {Of(rooms)} {Of(faults)}\nThe {Of(things)} {Of(faults)}. {Of(notes)}, {Of(notes)} and {Of(notes)}. {Code()}";

    private string Code() => random.Next(4) switch
    {
        0 => $"0x{random.Next(0x10000):X8}",
        1 => $"srv-{random.Next(2_000):0000}",
        _ => "",
    };

    private string Of(string[] some) => some[random.Next(some.Length)];
}
