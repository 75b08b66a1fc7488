using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>Describes many agents at once, a line each: all of them or none. Who is not in the file stays as described.</summary>
internal sealed record ImportRoster(IReadOnlyList<RosterLine> Lines, IReadOnlyList<WrongEntry> Unreadable)
{
    private const int MostLines = 5000;

    public Decision Decide(Roster roster, RosterPeople people)
    {
        var wrong = new Dictionary<string, string>();
        foreach (var one in Unreadable) wrong.TryAdd(one.Field, one.Reason);
        if (Lines.Count > MostLines) wrong["lines"] = $"are more than {MostLines}; send the file in parts";
        foreach (var twice in Lines.GroupBy(line => line.Agent).SelectMany(lines => lines.Skip(1))) Refuse(twice, RosterCells.Agent, "is there twice");
        var described = Lines.Select(line => Describe(roster, line, (field, reason) => Refuse(line, field, reason))).ToList();
        var after = described.Aggregate(roster, (state, one) => state.Evolve(one)); // managers may stand in any order
        foreach (var (line, one) in Lines.Zip(described))
        {
            if (!people.Agents.Contains(line.Agent)) Refuse(line, RosterCells.Agent, "must be the id of a person with the role agent or lead");
            foreach (var entry in RosterRules.Form(one).Concat(RosterRules.Known(one, after, people))) Refuse(line, entry.Field, entry.Reason);
        }
        if (wrong.Count > 0) return Decision.Invalid(wrong);
        return Decision.Accept([.. described.Where(one => !DescribeAgent.SaysTheSame(roster, one))]);

        void Refuse(RosterLine line, string field, string reason) => wrong.TryAdd(RosterFile.Path(line.Line, field), reason);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/roster/import",
        async (HttpContext context, Act act, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return RosterParts.Spans;
            var encoding = EncodingOf(context.Request.ContentType);
            using var file = new MemoryStream();
            await context.Request.Body.CopyToAsync(file, cancel);
            var content = new { import = Convert.ToHexStringLower(SHA256.HashData(file.GetBuffer().AsSpan(0, (int)file.Length))) };
            file.Position = 0;
            var (lines, unreadable) = await RosterFile.Read(file, encoding, cancel);
            var (command, people) = (new ImportRoster(lines, unreadable), RosterPeople.Of(directory));
            var outcome = await journal.Handle<Roster>(
                Roster.Stream, act.IfMatch, roster => command.Decide(roster, people), act.Meta(act.RequestId(act.IdempotencyKey), content), act.Now, cancel);
            return outcome.ToProblem() ?? RosterParts.Answer(outcome, journal, context.Response, id: null);
        }).For(Roles.Lead, Roles.Admin).Produces<RosterAnswer>().WithSummary("Describes agents by CSV, a line each: all or nothing.");

    private static AgentDescribed Describe(Roster roster, RosterLine line, Action<string, string> refuse) =>
        RosterCells.Apply(roster.ProfileOf(line.Agent).Description, line.Cells, refuse);

    /// <summary>Null = UTF-8, with or without a byte order mark.</summary>
    private static Encoding? EncodingOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals(RosterFile.MediaType, StringComparison.OrdinalIgnoreCase))
            throw new RefusedException(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-csv", $"Send {RosterFile.MediaType}."));
        return type.Charset.Value?.Trim('"').ToLowerInvariant() switch
        {
            null or "" or "utf-8" or "utf8" => null,
            "gb18030" or "gbk" or "gb2312" => CodePagesEncodingProvider.Instance.GetEncoding("gb18030"),
            _ => throw new RefusedException(Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unknown-charset", "The charset is utf-8 or gb18030.")),
        };
    }
}
