using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace ServiceDesk.BrowserTests;

public sealed partial class ResourceTexts
{
    private static readonly string web = Path.Combine(Words.Repository, "src", "ServiceDesk.Web");

    [Fact]
    public void Each_text_exists_in_both_languages()
    {
        var (english, chinese) = (Words.In("en").All, Words.In("zh").All);
        english.Keys.Except(chinese.Keys).ShouldBeEmpty("missing in Chinese");
        chinese.Keys.Except(english.Keys).ShouldBeEmpty("missing in English");
        english.Concat(chinese).Where(text => string.IsNullOrWhiteSpace(text.Value)).ShouldBeEmpty();
    }

    [Fact]
    public void Both_languages_fill_in_the_same_values()
    {
        foreach (var (key, text) in Words.In("en").All)
            Placeholders(Words.In("zh")[key]).ShouldBe(Placeholders(text), key);
    }

    [Fact]
    public void Each_text_that_a_page_names_exists()
    {
        var known = Words.In("en").All.Keys.ToHashSet();
        var named = Directory.EnumerateFiles(web, "*.razor", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(web, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        named.Where(key => !known.Contains(key)).Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Each_stored_event_has_a_name_for_people()
    {
        var known = Words.In("en").All.Keys.ToHashSet();
        var stored = Directory.EnumerateFiles(Path.Combine(Words.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Stored().Matches(File.ReadAllText(file)).Select(match => $"event.{match.Groups[1].Value}"))
            .ToHashSet();
        stored.Count.ShouldBeGreaterThan(60);
        stored.Except(known).ShouldBeEmpty();
    }

    [GeneratedRegex("""\[StoredName\("[a-z]+\.([a-z-]+)\.v\d+"\)\]""")]
    private static partial Regex Stored();

    // T["key"] or texts["key"], but not a key that is put together.
    [GeneratedRegex("""\b(?:T|texts)\["([^"]+[^".])"[\],]""")]
    private static partial Regex Named();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();

    private static string[] Placeholders(string text) => [.. Placeholder().Matches(text).Select(match => match.Value).Order()];
}
