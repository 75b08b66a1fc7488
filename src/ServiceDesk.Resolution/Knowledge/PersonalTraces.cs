using System.Text.RegularExpressions;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>Takes out of a text by whom it was said and how they are reached, as far as that can be recognised: an article outlives its ticket, and is read by others.</summary>
internal static partial class PersonalTraces
{
    private const string Surnames =
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭蔣葉蘇呂盧薑鍾譚陸範賈韋鄒鄔龍賀顧龔萬錢嚴湯";

    private const string Titles = "先生|女士|小姐|经理|經理|主任|总监|總監|老师|老師";

    /// <summary>The text with a word in brackets wherever a name, an address or a number stood.</summary>
    /// <param name="text">Any text; null stays null.</param>
    /// <param name="requester">Whose ticket it is: every part of the name is looked for.</param>
    /// <param name="others">Other people who took part: the whole name is looked for, because a part may be a usual word.</param>
    /// <param name="language"><c>zh</c> or <c>en</c>: in what the words in brackets are.</param>
    public static string? Remove(string? text, string requester, IEnumerable<string> others, string language)
    {
        if (text is null) return null;
        var (name, mail, phone) = language == "zh" ? ("【姓名】", "【邮箱】", "【电话】") : ("[name]", "[e-mail]", "[phone]");
        text = Mail().Replace(text, mail);
        text = Phone().Replace(text, phone);
        text = Extension().Replace(text, match => match.Groups[1].Value + phone);
        foreach (var known in others.Append(requester).SelectMany(Names).Distinct().OrderByDescending(one => one.Length))
            text = Regex.Replace(text, Whole(known), name, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        foreach (var part in Names(requester).SelectMany(Parts)) text = Regex.Replace(text, part, name, RegexOptions.CultureInvariant);
        text = EnglishTitle().Replace(text, name);
        text = Greeting().Replace(text, match => match.Groups[1].Value + name);
        return ChineseTitle().Replace(text, name);
    }

    /// <summary>A person may be written in both scripts: <c>Li Na 李娜</c>.</summary>
    private static IEnumerable<string> Names(string written) => Written().Split(written).Append(written).Select(one => one.Trim()).Where(one => one.Length > 1);

    /// <summary>A name in letters stands alone; one in Chinese characters stands among others.</summary>
    private static string Whole(string name) => IsLatin(name) ? $@"(?<![A-Za-z0-9À-ɏ]){Regex.Escape(name)}(?![A-Za-z0-9À-ɏ])" : Regex.Escape(name);

    /// <summary>Given name and surname as they are written in the name, so that the word "will" is no Will; of a Chinese name the given name, and the surname with a title.</summary>
    private static IEnumerable<string> Parts(string name)
    {
        if (IsLatin(name))
        {
            foreach (var part in name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length > 2)) yield return Whole(part);
            yield break;
        }
        if (name.Length is < 2 or > 4) yield break;
        if (name.Length > 2) yield return Regex.Escape(name[^2..]);
        yield return $"{Regex.Escape(name[..1])}(?:{Titles}|总|總|工)";
    }

    private static bool IsLatin(string name) => name.All(character => character < '\u2E80');

    [GeneratedRegex(@"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９_.+%-]+[@＠](?:[\w-]+\.)+[A-Za-z][A-Za-z0-9-]+")]
    private static partial Regex Mail();

    [GeneratedRegex(
        @"(?<![A-Za-z0-9_.:/-])\+\d[\d\s().-]{6,}\d(?!\d)|(?<![A-Za-z0-9_.-])(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8})(?!\d)|\(\d{3}\)\s?\d{3}[-. ]?\d{4}(?!\d)"
        + @"|(?<![A-Za-z0-9_.-])\d{3}[-.]\d{3}[-.]\d{4}(?![\d.])|(?<![A-Za-z0-9_.-])\d{17}[\dXx](?![A-Za-z0-9])")]
    private static partial Regex Phone();

    [GeneratedRegex(@"(?<=[^\p{IsCJKUnifiedIdeographs}])(?=\p{IsCJKUnifiedIdeographs})|(?<=\p{IsCJKUnifiedIdeographs})(?=[^\p{IsCJKUnifiedIdeographs}])")]
    private static partial Regex Written();

    [GeneratedRegex(@"((?:分机|分機|\bext\.?|\bextension)[\s:：号號]*)\d{2,6}(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Extension();

    [GeneratedRegex(@"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? \p{Lu}\w+(?: \p{Lu}\w+)?")]
    private static partial Regex EnglishTitle();

    [GeneratedRegex(@"\b((?:Hi|Hello|Dear) )(?!All\b|Team\b|Everyone\b|Support\b|Colleague)\p{Lu}\w+(?: \p{Lu}\w+)?")]
    private static partial Regex Greeting();

    [GeneratedRegex($@"[{Surnames}]\p{{IsCJKUnifiedIdeographs}}{{0,2}}?(?:{Titles})")]
    private static partial Regex ChineseTitle();
}
