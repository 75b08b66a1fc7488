using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Knowledge;
using static ServiceDesk.Tests.Articles;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Knowledge.Article>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ArticleTests
{
    private static readonly ArticleContent bare = Jam with { Sections = new(null, null, null, "x", null) };

    [Fact]
    public void What_is_written_first_is_a_draft() => Given()
        .When(article => WriteArticle.Begin(article, "KB-000001", Jam, Ada, At(1)))
        .Then(Drafted);

    [Fact]
    public void A_draft_that_exists_is_not_begun_again() => Given(Drafted)
        .When(article => WriteArticle.Begin(article, "KB-000002", Jam, Ada, At(2)))
        .ThenNothing();

    [Fact]
    public void The_published_version_is_served_while_the_next_is_written()
    {
        var article = Given(Drafted, Articles.Submitted, Published, Revised).State;

        (article.Published, article.Version, article.Working, article.IsServed).ShouldBe((Jam, 1, Dry, true));
    }

    [Fact]
    public void Writing_what_it_says_already_changes_nothing() => Given(Drafted, Articles.Submitted, Published)
        .When(article => new WriteArticle(Jam).Decide(article, Ada, At(5)))
        .ThenNothing();

    [Fact]
    public void Writing_takes_an_article_out_of_review() => Given(Drafted, Articles.Submitted, Revised)
        .When(article => new PublishArticle().Decide(article, Linus, At(5)))
        .ThenRejected("not-in-review");

    [Fact]
    public void A_draft_is_submitted_once() => Given(Drafted)
        .When(article => new SubmitArticle().Decide(article, Ada, At(2))).Then(Articles.Submitted);

    [Fact]
    public void A_submitted_draft_needs_no_second_submission() => Given(Drafted, Articles.Submitted)
        .When(article => new SubmitArticle().Decide(article, Ada, At(3)))
        .ThenNothing();

    [Fact]
    public void An_article_without_symptom_and_steps_is_not_reviewed() => Given(Drafted with { Content = bare })
        .When(article => new SubmitArticle().Decide(article, Ada, At(2)))
        .ThenRejected("incomplete");

    [Fact]
    public void There_is_nothing_to_submit_after_publication() => Given(Drafted, Articles.Submitted, Published)
        .When(article => new SubmitArticle().Decide(article, Ada, At(5)))
        .ThenRejected("nothing-written");

    [Fact]
    public void A_reviewer_publishes() => Given(Drafted, Articles.Submitted)
        .When(article => new PublishArticle().Decide(article, Linus, At(3)))
        .Then(Published);

    [Fact]
    public void The_next_version_counts_on() => Given(Drafted, Articles.Submitted, Published, Revised, Articles.Submitted)
        .When(article => new PublishArticle().Decide(article, Linus, At(6)))
        .Then(new ArticlePublished("KB-000001", 2, Dry, Linus.Id, At(6)));

    [Fact]
    public void Nobody_reviews_what_they_wrote()
    {
        Given(Drafted, Articles.Submitted).When(article => new PublishArticle().Decide(article, Ada, At(3))).ThenRejected("own-article");
        Given(Drafted, Articles.Submitted).When(article => new RefuseArticle("No").Decide(article, Ada, At(3))).ThenRejected("own-article");
    }

    [Fact]
    public void Who_wrote_only_a_part_of_it_is_no_reviewer_either() => Given(Drafted, Revised with { By = Linus.Id }, Articles.Submitted)
        .When(article => new PublishArticle().Decide(article, Ada, At(6)))
        .ThenRejected("own-article");

    [Fact]
    public void Who_wrote_an_earlier_version_may_review_the_next() => Given(Drafted, Articles.Submitted, Published, Revised with { By = Linus.Id }, Articles.Submitted)
        .When(article => new PublishArticle().Decide(article, Ada, At(6)))
        .Then(new ArticlePublished("KB-000001", 2, Dry, Ada.Id, At(6)));

    [Fact]
    public void A_refused_article_is_a_draft_again() => Given(Drafted, Articles.Submitted, new ArticleRefused(Linus.Id, "Which printer?", At(3)))
        .When(article => new PublishArticle().Decide(article, Linus, At(4)))
        .ThenRejected("not-in-review");

    [Fact]
    public void A_draft_is_not_published_without_review() => Given(Drafted)
        .When(article => new PublishArticle().Decide(article, Linus, At(3)))
        .ThenRejected("not-in-review");

    [Fact]
    public void A_retired_article_is_not_served_and_not_written() => Given(Drafted, Articles.Submitted, Published, Retired)
        .When(article => ArticleCommand.Decide(article, new WriteArticle(Dry), Ada, At(10)))
        .ThenRejected("retired");

    [Fact]
    public void An_article_is_retired_once() => Given(Drafted, Retired)
        .When(article => ArticleCommand.Decide(article, new RetireArticle(null), Ada, At(10)))
        .ThenNothing();

    [Fact]
    public void What_another_organisation_reads_only_is_missing() => Given(Drafted with { Content = Jam with { Organization = "acme" } })
        .When(article => ArticleCommand.Decide(article, new SubmitArticle(), GlobexAgent, At(2)))
        .ThenMissing();

    [Fact]
    public void Who_acts_for_one_organisation_does_not_change_what_is_for_all() => Given(Drafted)
        .When(article => ArticleCommand.Decide(article, new SubmitArticle(), AcmeAgent, At(2)))
        .ThenRejected("other-organization");

    [Fact]
    public void What_is_published_for_all_is_neither_retired_nor_replaced_by_who_acts_for_the_organisation_of_its_next_version()
    {
        var narrowed = Revised with { Content = Dry with { Organization = "acme" } };

        Given(Drafted, Articles.Submitted, Published, narrowed).When(article => ArticleCommand.Decide(article, new RetireArticle(null), AcmeAgent, At(5))).ThenRejected("other-organization");
        Given(Drafted, Articles.Submitted, Published, narrowed, Articles.Submitted)
            .When(article => ArticleCommand.Decide(article, new PublishArticle(), AcmeAgent, At(6))).ThenRejected("other-organization");
    }

    [Fact]
    public void A_next_version_for_all_is_not_changed_by_who_acts_for_the_organisation_of_the_published_one() =>
        Given(Drafted, Articles.Submitted, PublishedFor(Audience.Requester, "acme"), Revised)
            .When(article => ArticleCommand.Decide(article, new SubmitArticle(), AcmeAgent, At(5)))
            .ThenRejected("other-organization");

    [Fact]
    public void Who_acts_for_one_organisation_changes_what_is_for_that_one_in_both_versions() =>
        Given(Drafted, Articles.Submitted, PublishedFor(Audience.Requester, "acme"), Revised with { Content = Dry with { Organization = "acme" } })
            .When(article => ArticleCommand.Decide(article, new RetireArticle(null), AcmeAgent, At(5)))
            .Then(new ArticleRetired(AcmeAgent.Id, null, At(5)));

    [Theory]
    [InlineData(Audience.Requester, null, true, true)]
    [InlineData(Audience.Requester, "acme", true, false)]
    [InlineData(Audience.Agent, null, false, false)]
    [InlineData(Audience.Agent, "acme", false, false)]
    public void Requesters_read_what_is_for_requesters_of_all_or_of_their_organisation(Audience audience, string? organization, bool acme, bool globex)
    {
        var article = Given(Drafted, Articles.Submitted, PublishedFor(audience, organization)).State;

        (article.IsVisibleTo(Grace), article.IsVisibleTo(GlobexRequester)).ShouldBe((acme, globex));
        article.IsVisibleTo(Ada).ShouldBeTrue();
        article.IsVisibleTo(GlobexAgent).ShouldBe(organization is null);
    }

    [Theory]
    [InlineData(Roles.Requester)]
    [InlineData(Roles.System)]
    public void Drafts_and_retired_articles_are_the_desks_own(string role)
    {
        var somebody = new Actor("person-x", [role], null, null);

        Given(Drafted, Articles.Submitted).State.IsVisibleTo(somebody).ShouldBeFalse();
        Given(Drafted, Articles.Submitted, Published).State.IsVisibleTo(somebody).ShouldBeTrue();
        Given(Drafted, Articles.Submitted, Published, Retired).State.IsVisibleTo(somebody).ShouldBeFalse();
    }

    [Fact]
    public void A_widened_draft_does_not_show_what_was_published_for_one_organisation()
    {
        var article = Given(Drafted, Articles.Submitted, PublishedFor(Audience.Requester, "acme"), Revised).State;

        article.IsVisibleTo(GlobexAgent).ShouldBeTrue();
        article.IsShownTo(GlobexAgent).ShouldBeFalse();
        article.IsShownTo(GlobexRequester).ShouldBeFalse();
    }

    [Fact]
    public void A_link_to_a_ticket_is_made_and_taken_back_once()
    {
        var link = new ArticleLinked(Id, "INC-000123", "acme", Ada.Id, At(2));

        Given(Drafted).When(article => LinkArticle.Decide(article, link)).Then(link);
        Given(Drafted, link).When(article => LinkArticle.Decide(article, link)).ThenNothing();
        Given(Drafted, link).When(article => LinkArticle.Unlink(article, Id, Ada, At(3))).Then(new ArticleUnlinked(Id, Ada.Id, At(3)));
        Given(Drafted).When(article => LinkArticle.Unlink(article, Id, Ada, At(3))).ThenNothing();
    }

    [Fact]
    public void A_requester_is_helped_once_a_day()
    {
        var article = Given(Drafted, Articles.Submitted, Published).State;
        var solved = new ArticleSolvedIt(Id, 1, Grace.Id, "acme", At(5));

        DeciderSpec<HelpedPeople>.Given().When(people => SolvedIt.Decide(people, Id, article, Grace, At(5))).Then(solved);
        DeciderSpec<HelpedPeople>.Given(solved).When(people => SolvedIt.Decide(people, Id, article, Grace, At(6))).ThenNothing();
        DeciderSpec<HelpedPeople>.Given(solved).When(people => SolvedIt.Decide(people, Id, article, GlobexRequester, At(6)))
            .Then(new ArticleSolvedIt(Id, 1, GlobexRequester.Id, "globex", At(6)));
    }

    [Fact]
    public void What_a_requester_may_not_read_helps_nobody()
    {
        foreach (var article in (Article[])[Given(Drafted).State, Given(Drafted, Articles.Submitted, PublishedFor(Audience.Agent, null)).State, Article.Initial])
            SolvedIt.Decide(HelpedPeople.Initial, Id, article, Grace, At(5)).ShouldBe(Decision.Missing);
    }
}
