using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ServiceDesk.Web.Knowledge;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Tests.Web;

public class ArticleFormTests
{
    private static readonly ArticleContent content = new("No network", "en", "requester", "network", "acme", new("The lamp is dark.", null, "Plug it in.\nWait.", "A loose plug.", null));

    [Fact]
    public void What_is_written_comes_back_as_it_was() =>
        JsonNode.DeepEquals(Sent(ArticleForm.Of(content)), JsonNode.Parse("""
            {
              "title": "No network", "language": "en", "audience": "requester", "category": "network", "organization": "acme",
              "sections": { "symptom": "The lamp is dark.", "steps": "Plug it in.\nWait.", "cause": "A loose plug." }
            }
            """)).ShouldBeTrue();

    [Fact]
    public void What_was_left_empty_is_left_out_and_lines_end_alike()
    {
        var typed = ArticleForm.Read(new FormCollection(new() { ["title"] = "  No network ", ["category"] = "", ["sections.steps"] = "Plug it in.\r\nWait.\r\n", ["other"] = "x" }));

        JsonNode.DeepEquals(Sent(typed), JsonNode.Parse("""{ "title": "No network", "sections": { "steps": "Plug it in.\nWait." } }""")).ShouldBeTrue();
    }

    [Fact]
    public void Only_the_fields_in_which_somebody_else_wrote_something_else_differ()
    {
        var mine = ArticleForm.Of(content);

        mine.Differs(ArticleForm.Of(content)).ShouldBeEmpty();
        mine.Differs(ArticleForm.Of(content with { Category = null, Sections = content.Sections with { Steps = "Plug it in." } })).ShouldBe(["category", "sections.steps"]);
    }

    [Fact]
    public void The_readers_language_comes_first_and_the_rest_stays_in_order()
    {
        ArticleRow[] rows = [.. "zh en zh en".Split(' ').Select((language, place) => new ArticleRow(Guid.Empty, $"KB-{place}", "", "", language, "requester", "published"))];

        KnowledgeEndpoints.OwnFirst(rows, "en").Select(row => row.Number).ShouldBe(["KB-1", "KB-3", "KB-0", "KB-2"]);
    }

    private static JsonNode? Sent(ArticleForm form) => JsonSerializer.SerializeToNode(form.ToArticle(), Json.Options);
}
