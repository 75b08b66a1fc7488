using System.Globalization;
using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>Enters an improvement.</summary>
internal sealed record ProposeImprovement(string What, string? Details, ImprovementSource Source, string Owner, Instant Due, string? Organization)
    : IRegisterCommand<ProposeImprovement, ImprovementItem>
{
    public static ProposeImprovement Read(Input input)
    {
        var source = new ImprovementSource(Register.ReadId(input, "problem"), input.Text("cluster", 200), input.Text("figure", 500), Register.ReadId(input, "ticket"));
        if (source == new ImprovementSource(null, null, null, null) && !input.Refuses("problem") && !input.Refuses("ticket"))
            input.Refuse("figure", "is required, or one of problem, cluster and ticket");
        return new ProposeImprovement(
            input.RequiredText("what", Register.LongestText), input.Text("details", Register.LongestText), source, Register.ReadPerson(input, "owner"),
            Register.ReadInstant(input, "due"), Register.ReadOrganization(input));
    }

    public Guid? NamedTicket => Source.Ticket;

    public Decision Decide(ImprovementItem item, Actor actor, Instant at)
    {
        if (item.IsThere) return Decision.Nothing;
        return Due <= at
            ? Decision.Invalid("due", "lies in the past")
            : Decision.Accept(new ImprovementProposed(What, Details, Source, Owner, Due, Organization, actor.Id, at));
    }
}

/// <summary>
/// Notes the figures of a period, from before the improvement or from after it: as somebody read them in a report, or (draw) as the report of this id gives them,
/// period and all.
/// </summary>
internal sealed record MeasureImprovement(
    MeasuredWhen When, string? Report, Instant From, Instant To, IReadOnlyDictionary<string, decimal> Figures, IReadOnlyList<string> Draw) : IRegisterCommand<MeasureImprovement, ImprovementItem>
{
    private const int Most = 50;
    private const decimal Largest = 1_000_000_000_000_000;

    public static MeasureImprovement Read(Input input)
    {
        var (when, draw) = (input.RequiredWord<MeasuredWhen>("when"), input.Texts("draw", 300, Most));
        if (draw.Count > 0)
        {
            foreach (var told in (string[])["from", "to"]) if (input.Text(told, 50) is not null) input.Refuse(told, "is told by the report");
            if (input.Values("figures", 30) is not null) input.Refuse("figures", "are told by the report");
            return new MeasureImprovement(when, input.RequiredText("report", 500), default, default, new Dictionary<string, decimal>(), draw);
        }
        var command = new MeasureImprovement(when, input.Text("report", 500), Register.ReadInstant(input, "from"), Register.ReadInstant(input, "to"), ReadFigures(input), []);
        if (command.From >= command.To && !input.Refuses("from") && !input.Refuses("to")) input.Refuse("from", "must lie before to");
        return command;
    }

    /// <summary>With the period and the figures of a report.</summary>
    public (MeasureImprovement Command, Problem? Problem) DrawFrom(ReportDocument report)
    {
        if (report.Scope is not { From: { } from, To: { } to }) return (this, Problem.Field("report", "must be about a period with a beginning and an end"));
        var (figures, problem) = DrawnFigures.Choose(DrawnFigures.Of(report.Tables), Draw);
        return (this with { From = from, To = to, Figures = figures }, problem);
    }

    /// <summary>Offers it; figures that are drawn are looked up before the rule is asked.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/improvements/{id:guid}/measure",
        async (Guid id, Body<MeasureImprovement> body, Act act, Journal journal, ReportShelf shelf, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            if (command.Draw.Count > 0)
            {
                Problem? wrong = null;
                var answer = await ReportRoutes.Cite(command.Report!, act.Actor, journal, shelf, report =>
                {
                    (command, wrong) = command.DrawFrom(report);
                    return Results.Ok();
                }, cancel);
                if (wrong is not null) return wrong;
                if (command.Figures.Count == 0) return answer is Problem { Status: StatusCodes.Status404NotFound } ? Problem.Field("report", "is no id of a report that you may see") : answer;
            }
            var outcome = await journal.Handle<ImprovementItem>(
                ImprovementItem.StreamOf(id), act.IfMatch, item => Register.Decide(item, command, act.Actor, act.Now),
                act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb = "measure", command = body.Value }), act.Now, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        })
        .For(Register.Keepers).Accepts<MeasureImprovement>("application/json").Produces<CommandAnswer>()
        .WithSummary("Notes figures from before an improvement, or from after it; draw= takes them from a report by its id.");

    public Decision Decide(ImprovementItem item, Actor actor, Instant at)
    {
        if (item.IsFinished) return Decision.Reject("closed", "The improvement is finished.");
        if (To > at) return Decision.Invalid("to", "lies in the future");
        if (When == MeasuredWhen.Before) return Accept(actor, at);
        if (item.Made is not { } made || item.State != ImprovementState.Done) return Decision.Reject("not-made", "The improvement was not made yet.");
        if (From < made.At) return Decision.Invalid("from", "lies before the improvement was made");
        return item.Before is null || !item.Before.Figures.Keys.Any(Figures.ContainsKey)
            ? Decision.Reject("nothing-to-compare", "Note the same figures from before it first.")
            : Accept(actor, at);
    }

    private Decision Accept(Actor actor, Instant at) => Decision.Accept(new ImprovementMeasured(When, Report, From, To, Figures, actor.Id, at));

    private static Dictionary<string, decimal> ReadFigures(Input input)
    {
        var figures = new Dictionary<string, decimal>(StringComparer.Ordinal);
        var values = input.Values("figures", 30);
        if ((values is null || values.Count is 0 or > Most) && !input.Refuses("figures")) input.Refuse("figures", $"must hold 1 to {Most} numbers by name");
        foreach (var (name, text) in values ?? new Dictionary<string, string>())
        {
            if (name.Length is 0 or > 200 || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var figure) || Math.Abs(figure) > Largest)
                input.Refuse($"figures.{name}", $"must be a number up to {Largest}");
            else figures[name] = figure;
        }
        return figures;
    }
}

/// <summary>The improvement was made; from that instant on its effect is measured.</summary>
internal sealed record MakeImprovement(string Outcome) : IRegisterCommand<MakeImprovement, ImprovementItem>
{
    public static MakeImprovement Read(Input input) => new(input.RequiredText("outcome", Register.LongestText));

    public Decision Decide(ImprovementItem item, Actor actor, Instant at) => item.State switch
    {
        ImprovementState.Done or ImprovementState.Verified => Decision.Nothing,
        ImprovementState.Dropped => Decision.Reject("closed", "The improvement is finished."),
        _ when item.Actions.AnyOpen => Decision.Reject("open-actions", "Not everything planned was done."),
        _ => Decision.Accept(new ImprovementMade(Outcome, actor.Id, at)),
    };
}

/// <summary>Judges an improvement by the figures before and after it.</summary>
internal sealed record VerifyImprovement(bool Effective, string? Finding) : IRegisterCommand<VerifyImprovement, ImprovementItem>
{
    public static VerifyImprovement Read(Input input)
    {
        var effective = input.Truth("effective");
        if (effective is null && !input.Refuses("effective")) input.Require("effective");
        return new VerifyImprovement(effective ?? false, input.Text("finding", Register.LongestText));
    }

    public Decision Decide(ImprovementItem item, Actor actor, Instant at) => item.State switch
    {
        ImprovementState.Verified => Effective ? Decision.Nothing : Decision.Reject("verified", "The improvement was verified."),
        ImprovementState.Dropped => Decision.Reject("closed", "The improvement is finished."),
        ImprovementState.Proposed => Decision.Reject("not-made", "The improvement was not made yet."),
        _ when item.Before is null || item.After is null => Decision.Reject("not-measured", "Note figures from before and from after it first."),
        _ => Decision.Accept(new ImprovementVerified(Effective, Finding, actor.Id, at)),
    };
}

/// <summary>The improvement will not be made.</summary>
internal sealed record DropImprovement(string Why) : IRegisterCommand<DropImprovement, ImprovementItem>
{
    public static DropImprovement Read(Input input) => new(input.RequiredText("why", Register.LongestText));

    public Decision Decide(ImprovementItem item, Actor actor, Instant at) => item.State switch
    {
        ImprovementState.Dropped => Decision.Nothing,
        ImprovementState.Proposed => Decision.Accept(new ImprovementDropped(Why, actor.Id, at)),
        _ => Decision.Reject("made", "The improvement was made."),
    };
}
