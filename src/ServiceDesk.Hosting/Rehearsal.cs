using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>
/// Builds the read models of a restored log, each up to the position that <c>Rehearsal:{name}</c> gives, and nothing else: no reaction, no timer, no mail and
/// no request. So a restored backup is compared with what was live when it was made.
/// </summary>
internal static class Rehearsal
{
    private const string Section = "Rehearsal";
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(50);

    public static bool IsAsked(IConfiguration configuration) => configuration.GetSection(Section).Exists();

    /// <summary>The log that a read model reads; in a rehearsal only up to its position.</summary>
    public static IEventSource SourceOf(IProjection projection, IEventSource source, IConfiguration configuration) =>
        configuration.GetValue<long?>($"{Section}:{projection.Name}") is { } end ? new LogUpTo(source, end) : source;

    /// <summary>Builds; returns the exit code of the process.</summary>
    public static async Task<int> Run(IServiceProvider services)
    {
        var wanted = services.GetRequiredService<IConfiguration>().GetSection(Section).GetChildren().ToDictionary(one => one.Key, one => long.Parse(one.Value!, CultureInfo.InvariantCulture));
        await using var models = services.GetRequiredService<ReadModels>();
        await models.Start(CancellationToken.None);
        if (wanted.Keys.FirstOrDefault(name => !models.Progress.Any(run => IsOf(run.Name, name))) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no read model {unknown}.");
            return 1;
        }
        while (wanted.Any(one => !models.Progress.Any(run => IsOf(run.Name, one.Key) && run.Position >= one.Value)))
        {
            if (models.Failures is [{ } failure, ..])
            {
                await Console.Error.WriteLineAsync($"{failure.Name} stands still at {failure.Event}: {failure.Reason}");
                return 1;
            }
            await Task.Delay(lookEvery);
        }
        return 0;
    }

    /// <summary>A generation is named for its read model and version: <c>cases_3</c>.</summary>
    private static bool IsOf(string generation, string name) =>
        generation.StartsWith(name + "_", StringComparison.Ordinal) && int.TryParse(generation.AsSpan(name.Length + 1), out _);
}
