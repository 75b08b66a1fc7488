using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceDesk.Dev.Demo;

/// <summary>A matter that people write to the desk about, with words in both languages. Impact and urgency are weights from the least to the greatest.</summary>
internal sealed record Topic(
    string Id, string Kind, string Category, string[] Systems, double Weight, double[] Impact, double[] Urgency, string? Channel, TopicWords Zh, TopicWords En)
{
    internal TopicWords In(string language) => language == "zh" ? Zh : En;
}

internal sealed record TopicWords(string[] Subjects, string[] Texts, string[] Questions, string[] Findings, string[] Solutions, string[] Causes);

/// <summary>What is said about any matter.</summary>
internal sealed record Phrases(
    Dictionary<string, string[]> Slots, string[] Details, string[] Effects, string[] Closings, string[] Answers, string[] Vendors, string[] Rejections, string[] Reopenings,
    string[] Confirmations, string[] Praise, string[] Neutral, string[] Complaints);

internal sealed record Site(string Zh, string En, string Zone)
{
    internal string In(string language) => language == "zh" ? Zh : En;
}

/// <summary>A customer; share = of all tickets, and Chinese = of its tickets, in percent.</summary>
internal sealed record Customer(string Id, string Name, string Domain, double Share, double Chinese, int Requesters, Site[] Sites);

internal sealed record DemoAgent(string User, string? Name, string Team, string Zone, int Tier, string Languages, string Skills, string? Also, string? Shifts)
{
    internal bool Speaks(string language) => Languages.Contains(language, StringComparison.Ordinal);
}

internal sealed record DemoTeam(string Id, string Name, int Tier, string[] Categories, string? Next);

internal sealed record DemoSkill(string Id, string Zh, string En);

internal sealed record DemoSystem(string Id, string Zh, string En, string Importance, string Category);

internal sealed record Cast(
    Customer[] Organizations, string[] Surnames, string[] GivenNames, string[] FirstNames, string[] LastNames, DemoAgent[] Agents, DemoTeam[] Teams, DemoSkill[] Skills, DemoSystem[] Systems);

internal sealed record ArticleText(string Key, string Language, string Audience, string? Category, string[] Topics, string Title, string Symptom, string Steps, string? Cause, string? Precautions);

/// <summary>A fault that hit many at once; days back from now and how many tickets it brought in how many hours.</summary>
internal sealed record Storm(
    string Id, double DaysAgo, double Hours, int Tickets, string Topic, string System, string[] Organizations, string CauseCode, bool Closed, StormWords Zh, StormWords En)
{
    internal StormWords In(string language) => language == "zh" ? Zh : En;
}

internal sealed record StormWords(
    string Title, string Details, string[] Subjects, string[] Texts, string Answer, string Solution, string Cause, string[] Whys, string Workaround, string[] Actions, string Outcome);

/// <summary>The texts and people of the demonstration, as they are built into this program.</summary>
internal static class Tables
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    internal static Topic[] Topics { get; } = Read<Topic[]>("topics");

    internal static Cast Cast { get; } = Read<Cast>("people");

    internal static ArticleText[] Articles { get; } = Read<ArticleText[]>("articles");

    internal static Storm[] Storms { get; } = Read<Storm[]>("storms");

    private static Dictionary<string, Phrases> All { get; } = Read<Dictionary<string, Phrases>>("phrases");

    internal static Phrases PhrasesIn(string language) => All[language];

    internal static T Read<T>(string name)
    {
        using var stream = typeof(Tables).Assembly.GetManifestResourceStream($"Demo.{name}.json") ?? throw new Failure($"{name}.json is not built into this program.");
        return JsonSerializer.Deserialize<T>(stream, json) ?? throw new Failure($"{name}.json is empty.");
    }
}
