using ServiceDesk.Web.Shell;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Tests.Web;

public sealed class SectionsTests
{
    private static readonly IReadOnlyList<Section> all = Sections.For(new Person("1", "wang", "Wang Fang", null, ["admin"], null));

    [Theory]
    [InlineData("/administration/assignment", "/administration/rules")]
    [InlineData("/administration/agents/142c751f/absences", "/administration/roster")]
    [InlineData("/administration/teams/network", "/administration/teams")]
    [InlineData("/administration/matrix", "/administration/matrix")]
    [InlineData("/audit/tickets/142c751f", "/audit")]
    [InlineData("/registers/risks", "/registers")]
    public void A_page_stands_where_the_list_stands_that_leads_to_it(string path, string place) => Sections.At(all, path)?.Href.ShouldBe(place);
}
