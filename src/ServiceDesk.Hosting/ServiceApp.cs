using System.Collections.Concurrent;
using System.Reflection;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Hosting;

/// <summary>What a service consists of besides its routes.</summary>
public sealed class ServiceParts
{
    internal List<Func<IServiceProvider, (IReaction Reaction, string[] Logs)>> Reactions { get; } = [];
    internal List<(Func<IServiceProvider, IProjection> Projection, string? Log)> Projections { get; } = [];
    internal bool KeepsArchive { get; private set; }

    /// <summary>The service changes tickets, but none that is archived.</summary>
    public ServiceParts KeepArchive()
    {
        KeepsArchive = true;
        return Project(new ArchivedTicketsReadModel(), Logs.Resolution);
    }

    /// <summary>A reaction that hears the logs of other services.</summary>
    /// <param name="reaction">Makes it.</param>
    /// <param name="logs">Their names.</param>
    public ServiceParts React(Func<IServiceProvider, IReaction> reaction, params string[] logs)
    {
        Reactions.Add(services => (reaction(services), logs));
        return this;
    }

    /// <summary>A read model of the service's own log.</summary>
    /// <param name="projection">The projection.</param>
    public ServiceParts Project(IProjection projection) => Project(_ => projection);

    /// <summary>A read model of the service's own log that needs something of the service.</summary>
    /// <param name="projection">Makes it.</param>
    public ServiceParts Project(Func<IServiceProvider, IProjection> projection)
    {
        Projections.Add((projection, null));
        return this;
    }

    /// <summary>A read model of another service's log.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="log">The log's name.</param>
    public ServiceParts Project(IProjection projection, string log) => Project(_ => projection, log);

    /// <summary>A read model of another service's log that needs something of the service.</summary>
    /// <param name="projection">Makes it.</param>
    /// <param name="log">The log's name.</param>
    public ServiceParts Project(Func<IServiceProvider, IProjection> projection, string log)
    {
        Projections.Add((projection, log));
        return this;
    }
}

/// <summary>Builds a service with everything that all services share.</summary>
public static class ServiceApp
{
    private const long LargestBody = 1 << 20;
    private const int RequestsPerSecond = 2000;
    private const int AnonymousRequestsPerSecond = 200;

    /// <summary>A web application with event log, bus, read models, access, limits, telemetry, health and API description.</summary>
    /// <param name="name">The service; also the name of its log.</param>
    /// <param name="args">Command line.</param>
    /// <param name="describe">Its reactions and projections.</param>
    /// <param name="own">Registers what only this service needs.</param>
    public static WebApplication Create(string name, string[] args, Action<ServiceParts> describe, Action<IServiceCollection, IConfiguration>? own = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddDeskDefaults(name);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestBody);
        // Handlers never block, so they may run where the socket was read: one hop less per request.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        var parts = new ServiceParts();
        describe(parts);
        AddDesk(builder.Services, name, builder.Configuration, parts, Assembly.GetCallingAssembly());
        AddAccess(builder.Services, builder.Configuration);
        builder.Services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = $"ServiceDesk {name}";
            return Task.CompletedTask;
        }));
        builder.Services.Configure<JsonOptions>(json => json.SerializerOptions.AddConventions());
        own?.Invoke(builder.Services, builder.Configuration);

        var app = builder.Build();
        if (Rehearsal.IsAsked(app.Configuration)) Environment.Exit(Rehearsal.Run(app.Services).GetAwaiter().GetResult());
        app.Use(Refusals.Answer);
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/docs"), docs => docs.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.SwaggerEndpoint("/openapi/v1.json", $"ServiceDesk {name}");
        }));
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.Use(app.Services.GetRequiredService<Positions>().Await);
        if (parts.KeepsArchive) app.Use(app.Services.GetRequiredService<ArchivedTickets>().Refuse);
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        DeskEndpoints.Map(app);
        return app;
    }

    private static void AddDesk(IServiceCollection services, string name, IConfiguration configuration, ServiceParts parts, Assembly own)
    {
        var connection = configuration.GetConnectionString("Log") ?? throw new InvalidOperationException("ConnectionStrings:Log is not set.");
        services.AddSingleton<IClock>(NodaTime.SystemClock.Instance);
        services.AddSingleton(DeskTypes.Create(own));
        services.AddSingleton(provider => new Journal(new JournalOptions(name, connection), provider.GetRequiredService<EventTypes>(), Guid.CreateVersion7));
        services.AddSingleton(provider => new Parking(provider.GetRequiredService<Journal>().Database));
        services.AddSingleton(provider => new Feeds(configuration, provider.GetRequiredService<EventTypes>(), provider.GetRequiredService<Journal>()));
        services.AddSingleton<IReadOnlyList<Subscription>>(provider => [.. parts.Reactions.Select(make => make(provider)).Select(part => new Subscription(
            provider.GetRequiredService<Journal>(), part.Reaction, [.. part.Logs.Select(provider.GetRequiredService<Feeds>().Of)], provider.GetRequiredService<IClock>()))]);
        services.AddSingleton(provider => new ReadModels(
            provider.GetRequiredService<Journal>(), connection,
            [.. Projections(provider, parts, name).Select(one => (one.Projection, Rehearsal.SourceOf(one.Projection, one.Source, configuration)))]));
        services.AddSingleton<Positions>();
        services.AddSingleton<ArchivedTickets>();
        services.AddHostedService<DeskLifetime>();
        services.AddSingleton<DriftWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<DriftWatch>());
    }

    private static IEnumerable<(IProjection Projection, IEventSource Source)> Projections(IServiceProvider provider, ServiceParts parts, string name)
    {
        var feeds = provider.GetRequiredService<Feeds>();
        yield return (new AccessReadModel(), feeds.Of(Logs.Intake));
        foreach (var (make, log) in parts.Projections) yield return (make(provider), feeds.Of(log ?? name));
    }

    private static void AddAccess(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<AccessDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessDirectory>());
        if (configuration["Access:WebPublicKey"] is { Length: > 0 } publicKey)
            services.AddSingleton(provider => new WebToken(publicKey, provider.GetRequiredService<IClock>()));
        services.AddAuthentication(BearerAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        var perSecond = configuration.GetValue("Limits:RequestsPerSecond", RequestsPerSecond);
        services.AddRateLimiter(limits =>
        {
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Actor.Of(context.User) is { } actor
                ? RateLimitPartition.GetTokenBucketLimiter(actor.Id, _ => Bucket(perSecond))
                : RateLimitPartition.GetTokenBucketLimiter($"address {context.Connection.RemoteIpAddress}", _ => Bucket(AnonymousRequestsPerSecond)));
            limits.OnRejected = (rejected, _) => new ValueTask(
                Problem.Of(StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests; try again in a second.").ExecuteAsync(rejected.HttpContext));
        });
    }

    private static TokenBucketRateLimiterOptions Bucket(int perSecond) => new()
    {
        TokenLimit = perSecond * 2,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        AutoReplenishment = true,
        QueueLimit = 0,
    };
}

/// <summary>The logs that a service can hear: its own, and those of the others through their feeds.</summary>
public sealed class Feeds : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, PostgresFeed> open = [];
    private readonly IConfiguration configuration;
    private readonly EventTypes types;
    private readonly Journal own;

    internal Feeds(IConfiguration configuration, EventTypes types, Journal own) => (this.configuration, this.types, this.own) = (configuration, types, own);

    /// <summary>A log by its name.</summary>
    /// <param name="log">The name.</param>
    /// <exception cref="InvalidOperationException">The service is not told where that log is.</exception>
    public IEventSource Of(string log) => log == own.Log ? own : open.GetOrAdd(log, name => new PostgresFeed(
        name, configuration.GetConnectionString($"Feed_{name}") ?? throw new InvalidOperationException($"ConnectionStrings:Feed_{name} is not set."), types));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var feed in open.Values) await feed.DisposeAsync();
    }
}

/// <summary>Starts read models before subscriptions, and stops them in the other order.</summary>
internal sealed class DeskLifetime(ReadModels models, IReadOnlyList<Subscription> subscriptions) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await models.Start(cancellationToken);
        foreach (var subscription in subscriptions) await subscription.Start(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions) await subscription.DisposeAsync();
        await models.DisposeAsync();
    }
}
