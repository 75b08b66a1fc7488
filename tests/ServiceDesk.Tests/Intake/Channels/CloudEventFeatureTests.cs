using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using NodaTime.Text;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

/// <summary>Runs the scenarios that CloudEvents publishes for its HTTP binding.</summary>
public class CloudEventFeatureTests
{
    [Fact]
    public void Every_published_scenario_of_the_http_binding_holds()
    {
        var scenarios = Gherkin.Read(SharedData.Find("cloudevents", "http-protocol-binding.feature"));

        scenarios.Select(scenario => scenario.Name).ShouldBe(
        [
            "Binary content mode (application/json)", "Binary content mode (application/json; charset=utf-8)",
            "Structured content mode (application/cloudevents+json)", "Structured content mode (application/cloudevents+json; charset=utf-8)",
        ]);
        foreach (var scenario in scenarios) Run(scenario);
    }

    private static void Run(Scenario scenario)
    {
        var (request, read) = ("", (IncomingEvent?)null);
        foreach (var step in scenario.Steps)
        {
            switch (step.Words)
            {
                case "HTTP Protocol Binding is supported": break;
                case "an HTTP request": request = step.Text; break;
                case "parsed as HTTP request": read = Parse(request); break;
                case "the attributes are:":
                    foreach (var row in step.Table.Skip(1)) Attribute(read!, row[0]).ShouldBe(row[1], $"{row[0]} of {scenario.Name}");
                    break;
                case "the data is equal to the following JSON:":
                    JsonElement.DeepEquals(read!.Json!.Value, JsonDocument.Parse(step.Text).RootElement).ShouldBeTrue(scenario.Name);
                    break;
                default: throw new NotSupportedException($"No step for: {step.Words}");
            }
        }
        read.ShouldNotBeNull();
    }

    private static IncomingEvent Parse(string request)
    {
        var parts = request.Split("\n\n", 2);
        var headers = parts[0].Split('\n').Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => new StringValues(pair[1]));
        return CloudEventRequest.Read(headers["Content-Type"], headers, Encoding.UTF8.GetBytes(parts[1])).Value.ShouldNotBeNull().ShouldHaveSingleItem();
    }

    private static string? Attribute(IncomingEvent read, string name) => name switch
    {
        "specversion" => "1.0",
        "id" => read.Id,
        "type" => read.Type,
        "source" => read.Source,
        "time" => InstantPattern.ExtendedIso.Format(read.Time!.Value),
        "datacontenttype" => read.DataContentType,
        _ => throw new NotSupportedException($"No attribute {name}"),
    };
}
