using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ServiceDesk.Web.Administration;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Tests.Web;

public class DocumentFormTests
{
    private static readonly Visitor visitor = new(new HttpContextAccessor());

    private static readonly IReadOnlyList<DocumentField> fields =
    [
        DocumentField.Length("target"), new("warnings", FieldKind.Wholes), new("monday", FieldKind.Frames), new("dates", FieldKind.Days), new("yearly", FieldKind.Yearly),
        DocumentField.Group("contract", DocumentField.Line("reference")) with { Optional = true },
        DocumentField.Items("rules", "id", DocumentField.Id(), DocumentField.Whole("level")),
    ];

    [Theory]
    [InlineData("4h", "PT4H")]
    [InlineData("1d 4h 30m", "P1DT4H30M")]
    [InlineData("28h", "P1DT4H")]
    [InlineData("2天 3小时", "P2DT3H")]
    [InlineData("90m", "PT1H30M")]
    [InlineData("PT90M", "PT1H30M")]
    [InlineData("0.5h", "PT30M")]
    [InlineData("soon", "soon")]
    [InlineData("4", "4")]
    public void A_length_is_read_as_people_write_it(string typed, string read) => Lengths.Read(typed).ShouldBe(read);

    [Theory]
    [InlineData("PT28H", "1d 4h")]
    [InlineData("PT30M", "30m")]
    [InlineData("PT0S", "0m")]
    [InlineData("soon", "soon")]
    public void A_length_is_said_as_people_write_it(string iso, string said) => Lengths.Say(iso).ShouldBe(said);

    [Fact]
    public void What_stands_in_a_form_is_read_as_it_was()
    {
        var document = DocumentJson.Of(JsonNode.Parse("""
            {
              "target": "PT28H", "warnings": [50, 75],
              "monday": [ { "from": "09:00", "to": "12:00" }, { "from": "13:00", "to": "18:00" } ],
              "dates": [ { "date": "2026-10-01", "frames": [], "label": "国庆节" }, { "date": "2026-10-10", "frames": [ { "from": "09:00", "to": "18:00" } ], "label": "Make-up day" } ],
              "yearly": [ { "day": "12-25", "label": "Christmas Day" } ],
              "contract": { "reference": "C-1" },
              "rules": [ { "id": "a", "level": 1 } ]
            }
            """), fields);
        var form = new Dictionary<string, StringValues> { ["contract#"] = "true", ["contract.reference"] = "C-1", ["rules#"] = "1", ["rules[0].id"] = "a", ["rules[0].level"] = "1" };
        foreach (var field in fields.Where(one => one.Kind is not (FieldKind.Group or FieldKind.Items))) form[field.Name] = FieldTexts.Typed(field, document[field.Name], visitor);

        DocumentForm.Read(new FormCollection(form), fields, visitor).ToJsonString().ShouldBe(document.ToJsonString());
    }

    [Fact]
    public void What_is_no_number_goes_to_the_service_as_it_was_typed() =>
        DocumentForm.Read(Form(("rules#", "1"), ("rules[0].level", "many")), fields, visitor)["rules"]![0]!["level"]!.GetValue<string>().ShouldBe("many");

    [Fact]
    public void The_risk_table_is_compared_as_it_is_recorded_and_as_it_is_typed()
    {
        var table = Documents.Find("risk-table")!;
        var recorded = JsonNode.Parse("""{ "scores": [ [1, 2], [2, 4] ], "levels": [ { "level": "low", "from": 1 }, { "level": "high", "from": 4 } ], "by": "ada" }""")!;
        var form = new FormCollection(new Dictionary<string, StringValues>
        {
            ["scores#"] = "2",
            ["scores[0].impacts"] = new(["1", "2"]),
            ["scores[1].impacts"] = new(["3", "4"]),
            ["levels#"] = "2",
            ["levels[0].level"] = "low",
            ["levels[0].from"] = "1",
            ["levels[1].level"] = "high",
            ["levels[1].from"] = "4",
        });

        var change = DocumentChanges.Between(DocumentJson.Of(table.Recorded!(recorded), table.Fields), DocumentForm.Read(form, table.Fields, visitor), table.Fields).ShouldHaveSingleItem();

        (change.Before!.ToJsonString(), change.After!.ToJsonString()).ShouldBe(("[2,4]", "[3,4]"));
    }

    [Fact]
    public void A_thing_is_added_copied_moved_and_removed()
    {
        var document = DocumentForm.Read(Form(("rules#", "2"), ("rules[0].id", "a"), ("rules[1].id", "b")), fields, visitor);

        foreach (var (change, ids) in ((string, string)[])[("add:rules", "a,b,"), ("remove:rules[2]", "a,b"), ("up:rules[1]", "b,a"), ("copy:rules[0]", "b,b,a"), ("remove:rules[9]", "b,b,a"), ("add:nothing", "b,b,a")])
        {
            DocumentForm.Change(document, fields, change);
            string.Join(',', document["rules"]!.AsArray().Select(one => DocumentJson.Text(one!["id"]))).ShouldBe(ids, change);
        }
    }

    [Fact]
    public void A_dated_day_comes_before_a_yearly_one_and_that_before_the_week()
    {
        var calendar = JsonNode.Parse("""
            {
              "week": { "friday": [ { "from": "09:00", "to": "17:00" } ] },
              "dates": [ { "date": "2026-12-25", "frames": [ { "from": "10:00", "to": "12:00" } ], "label": "Short day" } ],
              "yearly": [ { "day": "12-25", "label": "Christmas" }, { "day": "01-01", "label": "New Year" } ]
            }
            """)!;

        var days = YearDay.Of(calendar, 2026);

        days.Count.ShouldBe(365);
        (days[0].Kind, days[1].Kind, days[^7].Kind).ShouldBe((YearDayKind.Holiday, YearDayKind.Working, YearDayKind.Special));
        days[2].Kind.ShouldBe(YearDayKind.Closed);
    }

    private static FormCollection Form(params (string Name, string Value)[] values) => new(values.ToDictionary(one => one.Name, one => new StringValues(one.Value)));
}
