using System.Text.Json.Nodes;
using ServiceDesk.Web.Administration;

namespace ServiceDesk.Tests.Web;

public class DocumentChangesTests
{
    private static readonly IReadOnlyList<DocumentField> fields =
    [
        DocumentField.Line("name"), DocumentField.Truth("callBack"),
        DocumentField.Items("rules", "id", DocumentField.Id(), DocumentField.Whole("level"), DocumentField.Lines("words")),
    ];

    [Fact]
    public void What_is_the_same_changes_nothing() => DocumentChanges.Between(Found, Found.DeepClone(), fields).ShouldBeEmpty();

    [Fact]
    public void Things_in_a_list_are_the_same_by_their_name_wherever_they_stand()
    {
        var other = Document("""{ "name": "x", "rules": [ { "id": "b", "level": 9 }, { "id": "a", "level": 1 } ] }""");

        var changes = DocumentChanges.Between(Found, other, fields);

        changes.Select(change => change.Place).ShouldBe(["b.level", "rules"]);
        DocumentJson.Text(changes[0].After).ShouldBe("9");
    }

    [Fact]
    public void What_two_changed_in_different_fields_stands_together()
    {
        var theirs = Document("""{ "name": "theirs", "rules": [ { "id": "a", "level": 1 }, { "id": "b", "level": 2 }, { "id": "c", "level": 3 } ] }""");
        var mine = Document("""{ "name": "x", "callBack": true, "rules": [ { "id": "a", "level": 7 } ] }""");

        DocumentChanges.Merge(Found, theirs, mine, fields).ToJsonString()
            .ShouldBe(Document("""{ "name": "theirs", "callBack": true, "rules": [ { "id": "a", "level": 7 }, { "id": "c", "level": 3 } ] }""").ToJsonString());
    }

    [Fact]
    public void Where_both_changed_the_same_what_is_wanted_here_stays()
    {
        var theirs = Document("""{ "name": "theirs", "rules": [ { "id": "a", "level": 5 }, { "id": "b", "level": 2 } ] }""");
        var mine = Document("""{ "name": "mine", "rules": [ { "id": "a", "level": 7 }, { "id": "b", "level": 2 } ] }""");

        DocumentChanges.Merge(Found, theirs, mine, fields).ToJsonString().ShouldBe(mine.ToJsonString());
    }

    [Fact]
    public void Whoever_changed_nothing_takes_what_the_other_wrote()
    {
        var theirs = Document("""{ "name": "theirs", "callBack": true, "rules": [] }""");

        DocumentChanges.Merge(Found, theirs, Found, fields).ToJsonString().ShouldBe(theirs.ToJsonString());
    }

    private static JsonObject Found => Document("""{ "name": "x", "rules": [ { "id": "a", "level": 1 }, { "id": "b", "level": 2 } ] }""");

    private static JsonObject Document(string json) => DocumentJson.Of(JsonNode.Parse(json), fields);
}
