using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Hosting;

/// <summary>Traces and metrics by OTLP to <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>; nothing leaves when that is not set.</summary>
internal sealed class Telemetry(string service, IConfiguration configuration, ReadModels? models, IReadOnlyList<Subscription>? heard) : IHostedService, IDisposable
{
    private readonly IReadOnlyList<Subscription> subscriptions = heard ?? [];

    private const double SampledByDefault = 0.01;

    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var export = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        var ratio = double.TryParse(configuration["OTEL_TRACES_SAMPLER_ARG"], CultureInfo.InvariantCulture, out var set) ? set : SampledByDefault;
        var resource = ResourceBuilder.CreateDefault().AddService($"servicedesk-{service}");

        var tracing = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(ratio)))
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", StoreMeter.Name);
        if (export) tracing.AddOtlpExporter();
        traces = tracing.Build();

        if (!export) return Task.CompletedTask;
        Gauges();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql", StoreMeter.Name)
            .AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    private void Gauges()
    {
        StoreMeter.Meter.CreateObservableGauge("servicedesk.parked", () => subscriptions.Sum(one => one.ParkedCount), "{event}", "Parked events");
        StoreMeter.Meter.CreateObservableGauge("servicedesk.projection.position",
            () => models?.Progress.Select(run => Position(run.Position, run.Name, run.Log)) ?? [], "{event}", "Last position applied by each projection");
        StoreMeter.Meter.CreateObservableGauge("servicedesk.projection.lag",
            () => models?.Progress.Select(run => Position(Math.Max(0, run.Head - run.Position), run.Name, run.Log)) ?? [], "{event}", "Positions between the log's head, as known, and the projection");
        StoreMeter.Meter.CreateObservableGauge("servicedesk.subscription.position",
            () => subscriptions.SelectMany(one => one.Passed.Select(log => Position(log.Value, one.Name, log.Key))), "{event}", "Last position passed by each subscription");
    }

    private static System.Diagnostics.Metrics.Measurement<long> Position(long value, string name, string log) =>
        new(value, new KeyValuePair<string, object?>("name", name), new KeyValuePair<string, object?>("log", log));

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }
}
