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
    public void Problem_rules_are_compared_with_earlier_ones_as_they_are_edited()
    {
        var rules = Documents.Find("problem-rules")!;
        var recorded = JsonNode.Parse("""{ "version": 2, "repeats": { "windowDays": 30, "sameSystem": 5 }, "causeCodes": [{ "id": "change", "names": { "zh": "变更", "en": "Change" } }] }""")!;
        var edited = DocumentJson.Of(rules.Recorded!(recorded), rules.Fields);
        (edited["windowDays"]!.GetValue<int>(), edited["causeCodes"]!.AsArray().Count).ShouldBe((30, 1));
    }
}
