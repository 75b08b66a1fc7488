using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Caching.Memory;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.WhatIf;
using ServiceDesk.Web.Work;

namespace ServiceDesk.Web.Tickets;

/// <summary>Gathers what a ticket's page shows, and shows it after something was done.</summary>
public sealed class TicketPages(ServicesClient services, Visitor visitor, Names names, Colleagues colleagues, IMemoryCache cache)
{
    // A search for articles costs more than all the rest, and what it finds changes rarely; the table of priorities changes once a year.
    private static readonly TimeSpan suggestedFor = TimeSpan.FromMinutes(1);

    public async Task<Answer<TicketView>> Load(Guid ticket, string? position, CancellationToken cancel)
    {
        // What was just done there shows in what Intake derives from it, such as suspicions.
        var own = position?.StartsWith("intake/", StringComparison.Ordinal) == true ? position : null;
        var isDesk = !visitor.Person!.OnlyAsks;
        var submission = services.Submission(ticket, own, cancel);
        var routing = services.Routing(ticket, cancel);
        var audit = services.Audit(ticket, position, cancel);
        var attachments = services.Attachments(ticket, cancel);
        var mails = services.Mails(ticket, cancel);
        var known = Task.WhenAll(names.Know(cancel), isDesk ? colleagues.Know(cancel) : Task.CompletedTask);
        var coordination = isDesk ? Coordination(ticket, cancel) : Task.FromResult(TicketCoordination.None);
        var articles = visitor.Works ? Articles(ticket, cancel) : Task.FromResult<IReadOnlyList<ArticleRow>>([]);
        var matrix = visitor.Works ? Matrix(cancel) : Task.FromResult<PriorityMatrix?>(null);
        var opened = await services.Case(ticket, position, cancel);
        var suggestion = visitor.Works && opened.Value is { IsOpen: true } ? services.Suggestion(ticket, cancel) : Task.FromResult(default(Answer<CategorySuggestion>));
        var trail = await audit;
        // The ledger is still on its way: show what it has, the page asks again.
        if (trail.Problem is { NotYet: true }) trail = await services.Audit(ticket, null, cancel);
        var (submitted, routed) = (await submission, await routing);
        if (submitted.Problem is { NotYet: true }) submitted = await services.Submission(ticket, null, cancel);
        var type = submitted.Value?.RequestType is { } id ? await services.RequestType(id, cancel) : default;
        var (files, written, coordinated, suggested) = (await attachments, await mails, await coordination, await articles);
        var (proposed, table) = (await suggestion, await matrix);
        await known;
        return opened.Value is { } found
            ? new(
                new TicketView(found, submitted.Value, routed.Value, trail.Value, trail.Problem is { Hidden: false } ? trail.Problem : null)
                {
                    Type = type.Value,
                    Attachments = files.Value?.Items ?? [],
                    Mails = written.Value?.Items ?? [],
                    Coordination = coordinated,
                    Articles = found.IsOpen ? suggested : [],
                    Suggestion = proposed.Value,
                    Matrix = table,
                },
                null)
            : new(null, opened.Problem ?? Problem.Unreachable("Resolution"));
    }

    /// <summary>To the ticket as it is after what was done, or the page with the refused form.</summary>
    public async Task<IResult> After(Answer<Done> done, Guid ticket, Draft draft, CancellationToken cancel)
    {
        if (done.Problem is not { } problem)
        {
            var part = WorkAction.Find(draft.Action)?.Part is { } id ? "#" + id : "";
            return Results.LocalRedirect(Local.Url($"/tickets/{ticket}", ("position", done.Value?.Position)) + part);
        }
        var (view, missing) = await Load(ticket, null, cancel);
        if (view is null) return Results.StatusCode(missing!.Status);
        // An unknown outcome is asked for again under the same key; a refusal starts afresh.
        var refused = draft with { Problem = problem, IdempotencyKey = problem.Temporary ? draft.IdempotencyKey : IdempotencyKey.New() };
        return new RazorComponentResult<TicketPage>(Body(view, "", refused)) { StatusCode = problem.Status };
    }

    internal static Dictionary<string, object?> Body(TicketView view, string mark, Draft? draft) => new()
    {
        [nameof(TicketBody.View)] = view,
        [nameof(TicketBody.Mark)] = mark,
        [nameof(TicketBody.Draft)] = draft,
    };

    private async Task<TicketCoordination> Coordination(Guid ticket, CancellationToken cancel)
    {
        var subtasks = services.Subtasks(ticket, cancel);
        var major = services.MajorIncident(ticket, cancel);
        var escalations = services.EscalationsOf(ticket, cancel);
        return new TicketCoordination((await subtasks).Value?.Items ?? [], (await major).Value, (await escalations).Value?.Items ?? []);
    }

    private async Task<PriorityMatrix?> Matrix(CancellationToken cancel)
    {
        if (cache.TryGetValue(typeof(PriorityMatrix), out PriorityMatrix? before)) return before;
        return (await services.Matrix(cancel)).Value is { } found ? cache.Set(typeof(PriorityMatrix), found, suggestedFor) : null;
    }

    private async Task<IReadOnlyList<ArticleRow>> Articles(Guid ticket, CancellationToken cancel)
    {
        var key = (typeof(TicketPages), ticket, visitor.Person!.Organization);
        if (cache.TryGetValue(key, out IReadOnlyList<ArticleRow>? before) && before is not null) return before;
        return (await services.ArticlesFor(ticket, cancel)).Value is { } found ? cache.Set(key, found.Items, suggestedFor) : [];
    }
}
