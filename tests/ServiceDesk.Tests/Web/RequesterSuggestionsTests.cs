using System.Text.Json.Nodes;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Tests.Web;

public class RequesterSuggestionsTests
{
    [Fact]
    public void Who_is_chosen_fills_every_field_so_that_nothing_of_another_stays() =>
        JsonNode.DeepEquals(JsonNode.Parse(RequesterSuggestions.Fields(new KnownRequester("r1", "acme", "Li Na 李娜", ["li@acme.example", "na@acme.example"], [], null))), JsonNode.Parse("""
            { "requester-name": "Li Na 李娜", "requester-organization": "acme", "requester-email": "li@acme.example", "requester-phone": "" }
            """)).ShouldBeTrue();
}
