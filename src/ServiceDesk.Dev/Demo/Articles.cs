namespace ServiceDesk.Dev.Demo;

internal static class Articles
{
    private static readonly ILookup<(string Topic, string Language), ArticleText> byTopic =
        Tables.Articles.SelectMany(one => one.Topics, (one, topic) => (one, topic)).ToLookup(pair => (pair.topic, pair.one.Language), pair => pair.one);

    /// <summary>The articles about a matter.</summary>
    internal static IReadOnlyList<ArticleText> For(Topic topic, string language) => [.. byTopic[(topic.Id, language)]];
}
