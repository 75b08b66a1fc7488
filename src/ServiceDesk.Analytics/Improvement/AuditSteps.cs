using System.Security.Cryptography;
using System.Text;
using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Conformance;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>Draws samples.</summary>
internal static class AuditSample
{
    /// <summary>The same tickets for the same seed and population, in whatever order that comes.</summary>
    public static IReadOnlyList<SampledTicket> Draw(IReadOnlyCollection<SampledTicket> population, string seed, int size) =>
        [.. population.OrderBy(one => Key(seed, one.Ticket), StringComparer.Ordinal).ThenBy(one => one.Ticket).Take(size)];

    private static string Key(string seed, Guid ticket) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{ticket}")));
}

/// <summary>Begins an audit: draws the sample and holds it against the expected flow. Conformance = each rule of the flow is an item of the checklist, filled in.</summary>
internal sealed record BeginAudit(Instant From, Instant To, string Seed, int Size, IReadOnlyList<string> Checklist, bool Conformance, string? Organization) : IInput<BeginAudit>
{
    /// <summary>Of the checklist with the rules of the expected flow.</summary>
    public const int MostItems = 150;

    private const int MostTickets = 200;
    private const int MostOwnItems = 50;

    public static BeginAudit Read(Input input)
    {
        var command = new BeginAudit(
            Register.ReadInstant(input, "from"), Register.ReadInstant(input, "to"), input.RequiredText("seed", 100), Register.ReadWhole(input, "size", 1, MostTickets),
            input.Texts("checklist", 1000, MostOwnItems), input.Truth("conformance") ?? false, Register.ReadOrganization(input));
        if (command.From >= command.To && !input.Refuses("from") && !input.Refuses("to")) input.Refuse("from", "must lie before to");
        if (command.Checklist.Count == 0 && !command.Conformance && !input.Refuses("checklist")) input.Require("checklist");
        return command;
    }

    /// <param name="audit">As it is.</param>
    /// <param name="population">All that may be drawn.</param>
    /// <param name="position">How far the ledger was read.</param>
    /// <param name="flow">The expected flow.</param>
    /// <param name="traces">What was done with the tickets of the sample, as known at that position.</param>
    /// <param name="actor">Who begins it.</param>
    /// <param name="at">When.</param>
    public Decision Decide(Audit audit, IReadOnlyCollection<SampledTicket> population, long position, ProcessModel flow, IReadOnlyDictionary<Guid, string> traces, Actor actor, Instant at)
    {
        if (audit.IsThere) return Decision.Nothing;
        if (To > at) return Decision.Invalid("to", "lies in the future");
        if (population.Count == 0) return Decision.Reject("nothing-closed", "No ticket was closed in this period.");
        var sample = AuditSample.Draw(population, Seed, Size).Select(one => traces.GetValueOrDefault(one.Ticket, "") is var trace ? one with { Trace = trace, Deviations = flow.Deviations(trace) } : one);
        var rules = Conformance ? flow.Defined.Rules.Select(one => one.Id).ToList() : [];
        return Decision.Accept(new AuditBegun(
            From, To, Seed, Size, population.Count, position, [.. sample], [.. Checklist, .. rules.Select(rule => $"Expected flow: {rule}")], Organization, actor.Id, at)
        {
            Model = flow.Defined.Version,
            FlowRules = rules.Count > 0 ? rules : null,
        });
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/audits", async (Body<BeginAudit> body, Act act, Journal journal, LedgerTime ledger, ProcessModels models, HttpResponse response, CancellationToken cancel) =>
    {
        var command = body.Value;
        var (population, position) = await Closed(command, journal, cancel);
        await ledger.Until(FactsReadModel.ModelName, position, cancel);
        await using var facts = await FactSource.Open(journal, position, cancel);
        var traces = await facts.Traces([.. AuditSample.Draw(population, command.Seed, command.Size).Select(one => one.Ticket)], cancel);
        var id = act.RequestId(act.IdempotencyKey) ?? Guid.CreateVersion7();
        return await Register.Enter<Audit>(
            id, "/audits", audit => command.Decide(audit, population, position, models.Now, traces, act.Actor, act.Now), command, act, journal, response, cancel);
    }).For(Register.Auditors).Accepts<BeginAudit>("application/json").Produces<CommandAnswer>(StatusCodes.Status201Created)
        .WithSummary("Begins an audit over a sample of the tickets closed in a period, drawn by a seed so that anybody draws the same.");

    /// <summary>The tickets that were closed in the period, as the ledger knows them, and how far it was read.</summary>
    private static async Task<(IReadOnlyCollection<SampledTicket> Population, long Position)> Closed(BeginAudit command, Journal journal, CancellationToken cancel)
    {
        await using var query = journal.Database.CreateCommand("""
            select distinct ticket, organization, (select coalesce(max(position), 0) from ledger_index)
            from ledger_index
            where type = 'resolution.ticket-closed.v1' and occurred >= $1 and occurred < $2 and organization is not null and ($3::text is null or organization = $3)
            """);
        query.Parameters.Add(new() { Value = command.From.ToDateTimeUtc() });
        query.Parameters.Add(new() { Value = command.To.ToDateTimeUtc() });
        query.Parameters.Add(new() { Value = command.Organization ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        var position = 0L;
        var found = await ListRegisters.Read(query, row =>
        {
            position = row.GetInt64(2);
            return new SampledTicket(row.GetGuid(0), row.GetString(1));
        }, cancel);
        return (found, position);
    }
}

/// <summary>Holds a ticket of the sample against an item of the checklist.</summary>
internal sealed record JudgeAuditItem(Guid Ticket, int Item, bool Fulfilled, string? Finding) : IRegisterCommand<JudgeAuditItem, Audit>
{
    public static JudgeAuditItem Read(Input input)
    {
        var (ticket, fulfilled) = (Register.ReadId(input, "ticket"), input.Truth("fulfilled"));
        if (ticket is null && !input.Refuses("ticket")) input.Require("ticket");
        if (fulfilled is null && !input.Refuses("fulfilled")) input.Require("fulfilled");
        var command = new JudgeAuditItem(ticket ?? default, Register.ReadWhole(input, "item", 1, BeginAudit.MostItems), fulfilled ?? true, input.Text("finding", Register.LongestText));
        if (fulfilled == false && command.Finding is null && !input.Refuses("finding")) input.Refuse("finding", "is required for what is not fulfilled");
        return command;
    }

    public Decision Decide(Audit audit, Actor actor, Instant at)
    {
        if (audit.Concluded is not null) return Decision.Reject("concluded", "The audit is finished.");
        if (audit.Begun!.Sample.All(one => one.Ticket != Ticket)) return Decision.Invalid("ticket", "is not in the sample");
        if (Item > audit.Begun.Checklist.Count) return Decision.Invalid("item", "is not on the checklist");
        var known = audit.Judged.GetValueOrDefault((Ticket, Item));
        return known is not null && known.By != AuditBegun.Flow && known.Fulfilled == Fulfilled && known.Finding == Finding
            ? Decision.Nothing
            : Decision.Accept(new AuditItemJudged(Ticket, Item, Fulfilled, Finding, actor.Id, at));
    }
}

/// <summary>Finishes an audit in which everything was judged, with what is to be done.</summary>
internal sealed record ConcludeAudit(string Conclusion, IReadOnlyList<ActionToPlan> Actions) : IRegisterCommand<ConcludeAudit, Audit>
{
    public static ConcludeAudit Read(Input input) => new(input.RequiredText("conclusion", Register.LongestText), input.Objects("actions", RegisterActions.Most, ActionToPlan.Read));

    public Decision Decide(Audit audit, Actor actor, Instant at)
    {
        if (audit.Concluded is not null) return Decision.Nothing;
        if (audit.Outstanding > 0) return Decision.Reject("not-judged", $"{audit.Outstanding} items of the checklist are not judged yet.");
        var (refusal, planned) = audit.Actions.Plan(Actions, actor, at);
        return refusal ?? Decision.Accept([new AuditConcluded(Conclusion, actor.Id, at), .. planned]);
    }
}

/// <summary>An item that a ticket did not fulfil, or did. Prefilled = the expected flow says so, and nobody otherwise.</summary>
internal sealed record JudgedView(Guid Ticket, int Item, bool Fulfilled, string? Finding, string ByName, Instant At, bool Prefilled);

/// <summary>An audit with its sample and findings.</summary>
internal sealed record AuditView(
    Guid Id, Instant From, Instant To, string Seed, int Size, int Population, string LedgerPosition, IReadOnlyList<SampledTicket> Sample, IReadOnlyList<string> Checklist, string? Organization,
    string State, int Outstanding, int Fulfilled, int NotFulfilled, IReadOnlyList<JudgedView> Judged, string? Conclusion, IReadOnlyList<RegisterActionView> Actions, string ByName, Instant At)
{
    /// <summary>The version of the expected flow (GET /process-model) that the deviations of the sample are of.</summary>
    public int? FlowVersion { get; init; }

    /// <summary>By which numbers people know the tickets of the sample.</summary>
    public IReadOnlyDictionary<Guid, string> Numbers { get; init; } = new Dictionary<Guid, string>();

    public static AuditView Of(Guid id, Audit audit, IReadOnlyDictionary<Guid, string> numbers, string log, AccessDirectory directory, Instant now)
    {
        var begun = audit.Begun!;
        return new AuditView(
            id, begun.From, begun.To, begun.Seed, begun.Size, begun.Population, new LogPosition(log, begun.LedgerPosition).ToString(), begun.Sample, begun.Checklist, begun.Organization,
            audit.Concluded is null ? "open" : "concluded", audit.Outstanding, audit.Judged.Values.Count(one => one.Fulfilled), audit.Judged.Values.Count(one => !one.Fulfilled),
            [.. audit.Judged.Values.Select(one => new JudgedView(one.Ticket, one.Item, one.Fulfilled, one.Finding, directory.NameOf(one.By), one.At, one.By == AuditBegun.Flow))], audit.Concluded?.Conclusion,
            RegisterActionView.Of(audit.Actions, directory, now), directory.NameOf(begun.By), begun.At)
        {
            FlowVersion = begun.Model,
            Numbers = numbers,
        };
    }
}
