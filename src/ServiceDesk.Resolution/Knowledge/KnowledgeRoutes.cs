namespace ServiceDesk.Resolution.Knowledge;

/// <summary>What knowledge consists of.</summary>
internal static class KnowledgeRoutes
{
    public static void AddKnowledge(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ArticleSearch(provider.GetRequiredService<EventStore.Journal>().Database));
        services.AddSingleton<ArticleViews>();
        services.AddHostedService(provider => provider.GetRequiredService<ArticleViews>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        WriteArticle.Map(routes);
        ArticleCommand.Map<SubmitArticle>(routes, "submit").WithSummary("Asks for a review.");
        ArticleCommand.Map<RefuseArticle>(routes, "refuse").WithSummary("The reviewer does not agree; it is a draft again.");
        ArticleCommand.Map<PublishArticle>(routes, "publish").WithSummary("The reviewer agrees: the next version is served from now on.");
        ArticleCommand.Map<RetireArticle>(routes, "retire").WithSummary("Nobody is to follow the article any more.");
        LinkArticle.Map(routes);
        DraftFromTicket.Map(routes);
        UseArticle.Map(routes);
        SolvedIt.Map(routes);
        ListArticles.Map(routes);
        GetArticle.Map(routes);
        SuggestArticles.Map(routes);
        GetStaleArticles.Map(routes);
        GetKnowledgeReport.Map(routes);
    }
}
