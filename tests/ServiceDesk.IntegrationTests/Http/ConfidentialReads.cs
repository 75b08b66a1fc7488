using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>The hook that records a read before its answer leaves, on a small application of its own.</summary>
public sealed class ConfidentialReads(LogDatabase database) : IClassFixture<LogDatabase>
{
    private static readonly Guid secret = Guid.CreateVersion7();
    private static readonly Guid open = Guid.CreateVersion7();

    [Fact]
    public async Task Who_reads_a_confidential_ticket_is_on_record_before_the_answer_leaves()
    {
        await using var journal = database.Open("reads");
        await using var application = await Start(journal);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };

        (await client.GetAsync($"/tickets/{secret}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync($"/tickets/{open}", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var reads = await journal.ReadStreams([Streams.Reads(secret), Streams.Reads(open)], TestContext.Current.CancellationToken);
        reads.Select(read => read.Body).ShouldBe([new TicketRead(secret, "grace", $"/tickets/{secret}")]);
    }

    [Fact]
    public async Task A_read_that_cannot_be_recorded_is_not_answered()
    {
        var journal = database.Open("reads");
        await using var application = await Start(journal);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.First()) };
        await journal.DisposeAsync();

        var answer = await client.GetAsync($"/tickets/{secret}", TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("hidden words");
    }

    private static async Task<WebApplication> Start(Journal journal)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(journal).AddSingleton<IClock>(NodaTime.SystemClock.Instance);
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.Use((context, next) =>
        {
            context.User = new ClaimsPrincipal(new ActorIdentity(new Actor("grace", [Roles.Auditor], null, null)));
            return next(context);
        });
        application.MapGet("/tickets/{id:guid}", (Guid id) => TypedResults.Ok(new View(id, "hidden words", id == secret))).RecordsReads();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    private sealed record View(Guid Id, string Words, bool IsConfidential) : ITicketView;
}
