using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>The first admin key: recorded once, from the hash that whoever installs the desk configures.</summary>
internal sealed class Bootstrap(Journal journal, IConfiguration configuration, IClock clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Intake:BootstrapKeyHash"] is not { Length: 64 } hash) return;
        var (now, person) = (clock.GetCurrentInstant(), Guid.CreateVersion7().ToString());
        var meta = new EventMeta { Actor = $"service:{journal.Log}" };
        // The key's stream exists from the first start on; then this append conflicts and changes nothing.
        await journal.Append(
        [
            new StreamAppend(Streams.Key("bootstrap"), 0, [new NewEvent(new ApiKeyIssued("bootstrap", person, hash), meta, now)]),
            new StreamAppend(Streams.Person(person), 0, [new NewEvent(new PersonRegistered(person, "Administrator", null, null, [Roles.Admin]), meta, now)]),
        ], cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
