using System.Globalization;
using System.Text.Json;
using NodaTime;
using ServiceDesk.Analytics.Reports.Conformance;
using ServiceDesk.Analytics.Reports.Schedules;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports;

/// <summary>The reports by their names.</summary>
internal sealed class ReportShelf(ProcessModels models)
{
    private readonly Dictionary<string, ReportDefinition> definitions = new ReportDefinition[]
    {
        SlaReport.Definition, KqiReport.Definition, FlowReport.Definition, StageReport.Definition, ConformanceReport.Over(models),
    }.ToDictionary(one => one.Name);

    public IEnumerable<string> Names => definitions.Keys;

    public ReportDefinition? Find(string name) => definitions.GetValueOrDefault(name);

    /// <summary>What depends on a version of the process model names it: that in effect at the report's position, unless another was asked for.</summary>
    public bool TryChoose(ReportDefinition definition, ReportScope scope, Instant at, out ReportScope chosen, out Problem problem)
    {
        (chosen, problem) = (scope, null!);
        if (definition.Name != "conformance")
        {
            chosen = scope with { Model = null };
            return true;
        }
        var version = scope.Model ?? models.At(at).Defined.Version;
        chosen = scope with { Model = version };
        if (version <= models.Versions.Count) return true;
        problem = Problem.Field("version", "must be a version of the process model");
        return false;
    }
}

/// <summary>Reports over HTTP: computed, cited by id, as files, sealed, and with the tickets behind them.</summary>
internal static class ReportRoutes
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;
    public static readonly string[] Readers = [Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin];
    public static readonly string[] Formats = ["json", "csv", "xlsx"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (name, summary) in ((string, string)[])
        [
            ("sla", "How the promises were kept."), ("kqi", "The quality of the service in figures."), ("flow", "What comes in and what goes out."),
            ("stages", "Where the time of tickets goes, and the slowest stage."), ("conformance", "Which tickets left the expected flow, and where."),
        ])
        {
            routes.MapGet($"/reports/{name}", ([AsParameters] ReportQuery query, Actor actor, Journal journal, ReportShelf shelf, CancellationToken cancel) => Answer(name, query, actor, journal, shelf, cancel))
                .For(Readers).WithSummary(summary);
            routes.MapGet($"/reports/{name}/tickets",
                ([AsParameters] ReportQuery query, [AsParameters] BehindQuery behind, int? limit, string? after, Actor actor, Journal journal, ReportShelf shelf, CancellationToken cancel) =>
                    Behind(name, query, behind, limit, after, actor, journal, shelf, cancel))
                .For(Readers).WithSummary($"The tickets behind each figure of the report {name}.");
        }
        routes.MapGet("/reports/cited/{id}", (string id, string? format, Actor actor, Journal journal, ReportShelf shelf, CancellationToken cancel) => Cited(id, format, actor, journal, shelf, cancel))
            .For(Readers).WithSummary("A report by its id: the same bytes, wherever and whenever it is computed.");
        routes.MapGet("/reports/cited/{id}/manifest", Manifest).For(Readers).Produces<ReportManifest>().WithSummary("The hashes of a report in every format, signed.");
    }

    private static async Task<IResult> Answer(string name, ReportQuery query, Actor actor, Journal journal, ReportShelf shelf, CancellationToken cancel)
    {
        var definition = shelf.Find(name)!;
        if (!ReportScope.TryRead(query, definition, actor, out var scope, out var problem)) return problem;
        if (query.Format is { } asked && !Formats.Contains(asked)) return Problem.Field("format", $"must be one of {string.Join(", ", Formats)}");
        return await Computed(definition, scope, PositionOf(query.Position, journal), journal, shelf, report => File(report, query.Format), cancel);
    }

    private static Task<IResult> Cited(string id, string? format, Actor actor, Journal journal, ReportShelf shelf, CancellationToken cancel)
    {
        if (format is not null && !Formats.Contains(format)) return Task.FromResult<IResult>(Problem.Field("format", $"must be one of {string.Join(", ", Formats)}"));
        return Cite(id, actor, journal, shelf, report => File(report, format), cancel);
    }

    private static async Task<IResult> Manifest(string id, Actor actor, Journal journal, ReportShelf shelf, LedgerSeal seal, CancellationToken cancel)
    {
        if (seal.Key is not { } key) return Problem.Of(StatusCodes.Status503ServiceUnavailable, "no-signing-key", "No key to sign with is configured.");
        ReportDocument? cited = null;
        var answer = await Cite(id, actor, journal, shelf, report => { cited = report; return Results.Ok(); }, cancel);
        return cited is null ? answer : TypedResults.Ok(await ReportManifest.Of(cited, seal, key, cancel));
    }

    /// <summary>Answers with a report by its id, or with why there is none.</summary>
    public static async Task<IResult> Cite(string id, Actor actor, Journal journal, ReportShelf shelf, Func<ReportDocument, IResult> answer, CancellationToken cancel)
    {
        if (!ReportScope.TryReadId(id, out var name, out var version, out var position, out var query) || shelf.Find(name) is not { } definition) return Problem.NotFound;
        // Whoever is bound to an organisation may know of no other's report.
        if (actor.Organization is not null && query.Organization != actor.Organization) return Problem.NotFound;
        if (version != definition.Version) return Problem.Of(StatusCodes.Status410Gone, "definition-replaced", $"The report {name} is defined by version {definition.Version} now, not {version}.");
        if (!ReportScope.TryRead(query, definition, actor, out var scope, out _)) return Problem.NotFound;
        return await Computed(definition, scope, position, journal, shelf, report => report.Position == position && report.Id == id ? answer(report) : Problem.NotFound, cancel);
    }

    private static async Task<IResult> Computed(
        ReportDefinition definition, ReportScope scope, long? position, Journal journal, ReportShelf shelf, Func<ReportDocument, IResult> answer, CancellationToken cancel)
    {
        await using var facts = await FactSource.Open(journal, position, cancel);
        if (!shelf.TryChoose(definition, scope, facts.At, out scope, out var problem)) return problem;
        try
        {
            return answer(new ReportDocument(definition, scope, journal.Log, facts.Position, facts.At, await definition.Compute(scope, facts, cancel)));
        }
        catch (TooManyGroupsException)
        {
            return Problem.Field("by", $"makes more than {ReportDefinition.MostRows} groups; choose a shorter period or fewer words");
        }
    }

    private static IResult File(ReportDocument report, string? format) => format switch
    {
        "csv" => Results.File(ReportFiles.Csv(report), ReportFiles.CsvType, $"{report.Definition.Name}-{report.Position}.csv"),
        "xlsx" => Results.File(ReportFiles.Xlsx(report), ReportFiles.XlsxType, $"{report.Definition.Name}-{report.Position}.xlsx"),
        _ => Results.Bytes(report.ToJson(), "application/json; charset=utf-8"),
    };

    private static async Task<IResult> Behind(
        string name, ReportQuery query, BehindQuery behind, int? limit, string? after, Actor actor, Journal journal, ReportShelf shelf, CancellationToken cancel)
    {
        var definition = shelf.Find(name)!;
        if (!ReportScope.TryRead(query, definition, actor, out var scope, out var problem)) return problem;
        if (behind.Figure is { } figure && !definition.Figures.Any(one => one.Name == figure)) return Problem.Field("figure", $"must be one of {string.Join(", ", definition.Figures.Select(one => one.Name))}");
        if (behind.Outcome is { } outcome && outcome is not ("met" or "breached" or "open")) return Problem.Field("outcome", "must be one of met, breached, open");
        var most = limit ?? UsualLimit;
        if (most is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
        if (!TryReadCursor(after, out var last)) return Problem.Field("after", "must be the next of an earlier page");
        await using var facts = await FactSource.Open(journal, PositionOf(query.Position, journal), cancel);
        if (!shelf.TryChoose(definition, scope, facts.At, out scope, out problem)) return problem;
        var lines = await definition.Behind(scope, behind, facts, cancel);
        var page = lines.Select(one => (Line: one, Place: (one.Ticket, one.Clock, one.Round))).Where(one => last is null || Compare(one.Place, last.Value) > 0)
            .OrderBy(one => one.Place, Comparer<(Guid, string, int)>.Create(Compare)).Take(most + 1).Select(one => one.Line).ToList();
        var numbers = await facts.Numbers([.. page.Select(one => one.Ticket)], cancel);
        return Results.Bytes(Page(page, numbers, most, facts, journal.Log), "application/json; charset=utf-8");
    }

    private static byte[] Page(List<BehindLine> lines, IReadOnlyDictionary<Guid, string> numbers, int most, FactSource facts, string log)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("position", new LogPosition(log, facts.Position).ToString());
            json.WriteString("at", facts.At.ToDateTimeUtc());
            json.WriteStartArray("items");
            foreach (var line in lines.Take(most))
            {
                json.WriteStartObject();
                json.WriteString("ticket", line.Ticket);
                ReportDocument.Write(json, "number", numbers.GetValueOrDefault(line.Ticket));
                foreach (var (name, value) in line.Values.Where(one => one.Name != "number")) ReportDocument.Write(json, name, value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (lines.Count > most) json.WriteString("next", string.Create(CultureInfo.InvariantCulture, $"{lines[most - 1].Ticket}_{lines[most - 1].Clock}_{lines[most - 1].Round}"));
            json.WriteEndObject();
        }
        return bytes.ToArray();
    }

    private static int Compare((Guid Ticket, string Clock, int Round) one, (Guid Ticket, string Clock, int Round) other) =>
        one.Ticket.CompareTo(other.Ticket) is not 0 and var tickets ? tickets : string.CompareOrdinal(one.Clock, other.Clock) is not 0 and var clocks ? clocks : one.Round.CompareTo(other.Round);

    /// <summary>A position of the ledger is that of the report; one of another log was only waited for.</summary>
    private static long? PositionOf(string? text, Journal journal) => LogPosition.TryParse(text, out var position) && position.Log == journal.Log ? position.Position : null;

    private static bool TryReadCursor(string? text, out (Guid Ticket, string Clock, int Round)? after)
    {
        after = null;
        if (text is null) return true;
        if (text.Split('_') is not [var id, var clock, var number] || !Guid.TryParse(id, out var ticket) || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var round)) return false;
        after = (ticket, clock, round);
        return true;
    }
}

/// <summary>What reports consist of.</summary>
internal static class ReportParts
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ProcessModels>();
        services.AddHostedService(provider => provider.GetRequiredService<ProcessModels>());
        services.AddSingleton<ReportShelf>();
        services.AddSingleton<LedgerSeal>();
        services.AddSingleton<ReportDeliveries>();
        services.AddHostedService(provider => provider.GetRequiredService<ReportDeliveries>());
        services.AddSingleton(provider => new Reminder("report-schedules", () => provider.GetRequiredService<ReportDeliveries>().Reminder));
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        ReportRoutes.Map(app);
        DefineProcessModel.Map(app);
        ReportScheduleRoutes.Map(app);
    }
}
