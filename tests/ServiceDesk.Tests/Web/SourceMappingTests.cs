using System.Text.Json.Nodes;
using ServiceDesk.Web.Administration;

namespace ServiceDesk.Tests.Web;

public class SourceMappingTests
{
    private static readonly JsonNode definition = JsonNode.Parse("""
        {
          "channel": "monitoring", "organization": "acme", "appends": true, "verification": "hmac-sha256", "header": "X-Signature", "eventTypes": ["com.example.alert"],
          "mapping": {
            "fields": {
              "kind": { "sources": [{ "pointer": null, "constant": "incident", "template": null }], "values": null },
              "urgency": { "sources": [{ "pointer": "/severity", "constant": null, "template": null }], "values": { "critical": "high", "warning": "medium" } },
              "subject": { "sources": [{ "pointer": "/title", "constant": null, "template": null }, { "pointer": null, "constant": null, "template": "{/host} {/check}" }], "values": null }
            }
          }
        }
        """)!;

    private static readonly Document sources = Documents.Find("sources")!;

    [Fact]
    public void A_mapping_is_shown_in_lines()
    {
        var shown = DocumentJson.Of(SourceMapping.Shown(definition), sources.Fields);
        string[] lines = [.. shown["sources"]!.AsArray().Select(line => $"{line!["field"]} {line["from"]} {line["value"]}")];
        lines.ShouldBe(["kind constant incident", "urgency pointer /severity", "subject pointer /title", "subject template {/host} {/check}"]);
        shown["meanings"]!.ToJsonString().ShouldBe("""[{"field":"urgency","values":{"critical":"high","warning":"medium"}}]""");
    }

    [Fact]
    public void What_was_not_changed_is_sent_as_it_was_defined()
    {
        var sent = SourceMapping.Sent(DocumentJson.Of(SourceMapping.Shown(definition), sources.Fields));
        var wanted = JsonNode.Parse("""
            {
              "channel": "monitoring", "organization": "acme", "verification": "hmac-sha256", "header": "X-Signature", "appends": true, "rotateSecret": false, "eventTypes": ["com.example.alert"],
              "mapping": {
                "fields": {
                  "kind": { "sources": [{ "constant": "incident" }] },
                  "urgency": { "sources": [{ "pointer": "/severity" }], "values": { "critical": "high", "warning": "medium" } },
                  "subject": { "sources": [{ "pointer": "/title" }, { "template": "{/host} {/check}" }] }
                }
              }
            }
            """);
        JsonNode.DeepEquals(sent, wanted).ShouldBeTrue(sent.ToJsonString());
    }

    [Fact]
    public void What_is_wrong_with_a_mapping_is_named_by_its_lines()
    {
        var typed = JsonNode.Parse("""
            {
              "sources": [
                { "field": "subject", "from": "pointer", "value": "/title" }, { "field": "requester.name", "from": "pointer", "value": "host" }, { "field": "subject", "from": "template", "value": "{" },
                { "field": "colour", "from": "constant", "value": "red" }
              ],
              "meanings": [{ "field": "urgency", "values": { "critical": "extreme" } }]
            }
            """)!.AsObject();
        var errors = new Dictionary<string, string[]>
        {
            ["mapping.fields.subject.sources[1]"] = ["brace"],
            ["mapping.fields.requester.name.sources[0].pointer"] = ["slash"],
            ["mapping.fields.colour"] = ["no field"],
            ["mapping.fields.urgency.sources"] = ["no source"],
            ["mapping.fields.urgency.values.critical"] = ["word"],
            ["mapping.fields.kind"] = ["is required"],
            ["mapping.fields"] = ["too many"],
            ["header"] = ["name"],
        };
        SourceMapping.Named(typed, errors).ToDictionary(one => one.Key, one => one.Value.ShouldHaveSingleItem()).ShouldBe(new Dictionary<string, string>
        {
            ["sources[2].value"] = "brace",
            ["sources[1].value"] = "slash",
            ["sources[3].field"] = "no field",
            ["meanings[0].field"] = "no source",
            ["meanings[0].values"] = "word",
            ["kind"] = "is required",
            ["sources"] = "too many",
            ["header"] = "name",
        }, ignoreOrder: true);
    }

    [Fact]
    public void A_recurring_ticket_is_compared_with_what_was_recorded_of_it_and_its_form_has_no_seconds()
    {
        var recurring = Documents.Find("recurring")!;
        var recorded = JsonNode.Parse("""
            { "schedule": "backup", "cron": "0 3 * * *", "zone": "UTC", "effectiveFrom": "2026-03-01T08:30:59.5Z", "kind": "request", "subject": "Test the backup", "requester": "requester-1", "requesterName": "Li Na", "organization": "acme" }
            """)!;
        var shown = JsonNode.Parse("""
            {
              "id": "backup", "cron": "0 3 * * *", "zone": "UTC", "effectiveFrom": "2026-03-01T08:30:59.5Z", "next": [],
              "ticket": { "kind": "request", "subject": "Test the backup", "requester": { "id": "requester-1", "name": "Li Na", "organization": "acme" } }
            }
            """)!;
        var edited = DocumentJson.Of(shown, recurring.Fields);
        JsonNode.DeepEquals(edited, DocumentJson.Of(recurring.Recorded!(recorded), recurring.Fields)).ShouldBeTrue(edited.ToJsonString());
        edited["effectiveFrom"]!.ToString().ShouldBe("2026-03-01T08:30:00Z");
    }

    [Fact]
    public void Problem_rules_are_compared_with_earlier_ones_as_they_are_edited()
    {
        var rules = Documents.Find("problem-rules")!;
        var recorded = JsonNode.Parse("""{ "version": 2, "repeats": { "windowDays": 30, "sameSystem": 5 }, "causeCodes": [{ "id": "change", "names": { "zh": "变更", "en": "Change" } }] }""")!;
        var edited = DocumentJson.Of(rules.Recorded!(recorded), rules.Fields);
        (edited["windowDays"]!.GetValue<int>(), edited["causeCodes"]!.AsArray().Count).ShouldBe((30, 1));
    }
}
