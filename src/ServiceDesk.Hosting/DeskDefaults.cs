using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Hosting;

/// <summary>What every process of the desk shares, Web included.</summary>
public static class DeskDefaults
{
    /// <summary>Structured logs on the console, traces and metrics by OTLP, no word about the server in its answers.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The process, as it shall be called in telemetry.</param>
    public static void AddDeskDefaults(this WebApplicationBuilder builder, string name)
    {
        builder.Logging.ClearProviders().AddJsonConsole(console => console.UseUtcTimestamp = true);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddHostedService(provider => new Telemetry(
            name, builder.Configuration, provider.GetService<ReadModels>(), provider.GetService<IReadOnlyList<Subscription>>()));
    }
}
