using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Knowledge;
using static ServiceDesk.Tests.Articles;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class UseArticleTests
{
    private static readonly Article article = DeciderSpec<Article>.Given(Drafted, Articles.Submitted, Published).State;
    private static readonly ArticleUsed used = new(Id, "KB-000001", Jam.Title, 1, true, Ada.Id, At(10));

    private static UseArticle Using(bool helped = true, int? version = null) => new(Id, version, helped, null);

    [Fact]
    public void An_article_that_was_followed_stands_with_the_ticket() => Given(Opening, Assignment)
        .When(ticket => Using().Decide(ticket, article, Ada, At(10)))
        .Then(used);

    [Fact]
    public void The_same_told_twice_is_told_once() => Given(Opening, used)
        .When(ticket => Using().Decide(ticket, article, Ada, At(11)))
        .ThenNothing();

    [Fact]
    public void What_is_told_last_counts() => Given(Opening, used)
        .When(ticket => Using(helped: false).Decide(ticket, article, Ada, At(11)))
        .Then(used with { Helped = false, At = At(11) });

    [Fact]
    public void It_can_be_told_until_the_ticket_is_closed()
    {
        var resolved = new TicketResolved(Ada.Id, Grace.Id, "Paper", null, null, Ada.Id, At(5));

        Given(Opening, resolved).When(ticket => Using().Decide(ticket, article, Ada, At(10))).Then(used);
        Given(Opening, resolved, new TicketClosed(Ada.Id, At(7))).When(ticket => Using().Decide(ticket, article, Ada, At(10))).ThenRejected("closed");
        Given(Opening, new CaseEnded(CaseEnd.Withdrawn, Grace.Id, Grace.Id, null, null, null, At(7)))
            .When(ticket => Using().Decide(ticket, article, Ada, At(10))).ThenRejected("withdrawn");
    }

    [Fact]
    public void A_version_that_was_never_published_was_not_followed() => Given(Opening)
        .When(ticket => Using(version: 2).Decide(ticket, article, Ada, At(10)))
        .ThenInvalid("version");

    [Fact]
    public void Only_a_served_article_of_the_tickets_organisation_is_followed()
    {
        Given(Opening).When(ticket => Using().Decide(ticket, Article.Initial, Ada, At(10))).ThenInvalid("article");
        Given(Opening).When(ticket => Using().Decide(ticket, article.Evolve(Retired), Ada, At(10))).ThenInvalid("article");
        Given(Opening).When(ticket => Using().Decide(ticket, article.Evolve(PublishedFor(Audience.Agent, "globex")), Ada, At(10))).ThenInvalid("article");
        Given(Opening).When(ticket => Using().Decide(ticket, article.Evolve(PublishedFor(Audience.Agent, "acme")), Ada, At(10))).Then(used);
    }

    [Fact]
    public void A_ticket_of_another_organisation_is_missing() => Given(Opening)
        .When(ticket => Using().Decide(ticket, article, GlobexAgent, At(10)))
        .ThenMissing();

    [Fact]
    public void Nothing_is_followed_before_the_ticket_was_opened() => Given(Opening)
        .When(ticket => Using().Decide(ticket, article, Ada, Opened - Duration.FromMinutes(1)))
        .ThenInvalid("occurredAt");

    [Fact]
    public void The_ticket_keeps_what_was_told_of_each_article()
    {
        var ticket = Given(Opening, used, used with { Helped = false, At = At(12) }).State;

        UsedArticleView.Of(ticket, id => $"name of {id}").ShouldBe([new(Id, "KB-000001", Jam.Title, 1, false, Ada.Id, "name of person-ada", At(12))]);
    }
}
