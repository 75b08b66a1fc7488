using System.Globalization;
using ServiceDesk.Contracts;

namespace ServiceDesk.Benchmarks;

/// <summary>
/// Generated articles, half Chinese and half English, of 300 to 400 characters: usual words of the field in thousands of them, and other words and
/// characters as rare as they are in texts, the n-th about n times as rare as the first.
/// </summary>
internal sealed class GeneratedArticles(int seed)
{
    private const int Characters = 3000;
    private const int Words = 20_000;

    private static readonly string[] devices = "打印机 扫描仪 投影仪 笔记本电脑 显示器 服务器 邮箱 VPN 无线网络 ERP系统 考勤机 数据库 共享盘 座机 摄像头 键盘 财务软件 报销系统 门禁 交换机".Split(' ');
    private static readonly string[] symptoms = "无法启动 连不上网 经常掉线 特别慢 提示密码错误 突然黑屏 卡死 打不开 收不到数据 证书过期 没有声音 报错退出 权限不足 空间已满 识别不了 自动重启".Split(' ');
    private static readonly string[] things = "printer scanner projector laptop monitor server mailbox VPN wifi SAP phone database share headset camera keyboard intranet badge switch router".Split(' ');
    private static readonly string[] faults =
        ["does not start", "cannot connect", "keeps dropping", "is very slow", "asks for the password", "went black", "freezes", "does not open", "receives nothing", "has an expired certificate", "has no sound", "crashed"];

    private static readonly string[] actions = "检查 重启 更换 更新 打开 关闭 清理 确认 设置 重新连接 卸载 安装".Split(' ');
    private static readonly string[] verbs = "check restart replace update open close clean confirm set reconnect remove install".Split(' ');

    private readonly Random random = new(seed);

    public ArticleContent Next(int number) => number % 2 == 0
        ? Content("zh", $"{Word()}{Of(devices)}{Of(symptoms)}", $"用户反映{Of(devices)}{Of(symptoms)}，{Sentence(20)}。{Code()}", Steps(6, () => $"{Of(actions)}{Of(devices)}，{Sentence(18)}"), Sentence(30))
        : Content("en", $"{English()} {Of(things)} {Of(faults)}", $"The {Of(things)} {Of(faults)}: {Phrase(6)}. {Code()}", Steps(5, () => $"{Of(verbs)} the {Of(things)}, {Phrase(6)}"), Phrase(8));

    /// <summary>What somebody may look for: one character, a word or two, a code, or what a ticket says.</summary>
    public string Query(int number) => (number % 8) switch
    {
        0 => Character(),
        1 => Of(devices)[..1],
        2 => Of(devices),
        3 => $"{Of(devices)} {Of(symptoms)}",
        4 => Of(things),
        5 => $"{Of(things)} {Of(faults)}",
        6 => $"{English()} {Of(things)}",
        _ => $"srv-{random.Next(2000):0000}",
    };

    public string Report(int number) => number % 2 == 0
        ? $"{Of(devices)}{Of(symptoms)}，{Sentence(25)}，怎么办？"
        : $"My {Of(things)} {Of(faults)} since {Phrase(3)}, {Phrase(8)}";

    private static ArticleContent Content(string language, string title, string symptom, string steps, string cause) =>
        new(title, language, Audience.Requester, "hardware", null, new ArticleSections(symptom, null, steps, cause, null));

    private static string Steps(int count, Func<string> step) =>
        string.Join('\n', Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{number}. {step()}")));

    private string Sentence(int characters) => string.Concat(Enumerable.Range(0, characters).Select(_ => Character()));

    private string Word() => Character() + Character();

    private string Phrase(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => English()));

    private string Character() => ((char)('一' + (Rare(Characters) * 7 % Characters))).ToString();

    /// <summary>A made-up word of three syllables.</summary>
    private string English()
    {
        const string heads = "bcdfghklmnprstvw";
        const string vowels = "aeiou";
        var (rest, word) = (Rare(Words), "");
        for (var syllable = 0; syllable < 3; syllable++)
        {
            word += $"{heads[rest % heads.Length]}{vowels[rest / heads.Length % vowels.Length]}";
            rest = (rest / (heads.Length * vowels.Length)) + (7 * syllable);
        }
        return word + "n";
    }

    private string Code() => random.Next(4) switch
    {
        0 => $"0x{random.Next(0x10000):X8}",
        1 => $"srv-{random.Next(2000):0000}",
        _ => "",
    };

    /// <summary>A number below a limit; n comes about n times as seldom as 1.</summary>
    private int Rare(int limit) => (int)Math.Pow(limit, random.NextDouble()) - 1;

    private string Of(string[] some) => some[random.Next(some.Length)];
}
