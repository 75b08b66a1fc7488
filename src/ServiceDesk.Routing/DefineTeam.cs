using System.Text.RegularExpressions;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing;

/// <summary>Sets a team, the categories it takes and its members.</summary>
internal sealed partial record DefineTeam(string Name, IReadOnlyList<string> Categories, IReadOnlyList<string> Members) : IInput<DefineTeam>
{
    public int? Tier { get; init; }

    public string? Lead { get; init; }

    public string? Next { get; init; }

    public static DefineTeam Read(Input input)
    {
        var command = new DefineTeam(input.RequiredText("name", 100), input.Texts("categories", 100), input.Texts("members", 100))
        {
            Tier = input.Whole("tier", 1, 3),
            Lead = input.Text("lead", 100),
            Next = input.Text("next", 50),
        };
        if (command.Categories.Any(category => !Catalogue.Categories.Contains(category))) input.Refuse("categories", $"must be among {string.Join(", ", Catalogue.Categories)}");
        if (command.Members.Distinct().Count() != command.Members.Count) input.Refuse("members", "names somebody twice");
        if (command.Members.Any(member => input.Directory.Find(member)?.Roles.Any(role => role is Roles.Agent or Roles.Lead) != true))
            input.Refuse("members", "must be ids of people with the role agent or lead");
        if (command.Lead is { } lead && input.Directory.Find(lead)?.Roles.Any(role => role is Roles.Agent or Roles.Lead or Roles.Admin) != true)
            input.Refuse("lead", "must be the id of an agent, a lead or an admin");
        return command;
    }

    public Decision Decide(Teams teams, string id)
    {
        var defined = new TeamDefined(id, Name, Categories, Members) { Tier = Tier, Lead = Lead, Next = Next };
        if (teams.Find(id)?.SaysTheSame(defined) == true) return Decision.Nothing;
        return Next is not null && WrongNext(teams, id) is { } reason ? Decision.Invalid("next", reason) : Decision.Accept(defined);
    }

    /// <summary>Why the next team cannot be the next one; null when it can. Whoever hands on from team to team must come to an end.</summary>
    private string? WrongNext(Teams teams, string id)
    {
        if (Next == id) return "must be another team";
        if (teams.Find(Next) is not { } next) return "must be the id of a team";
        if (next.Tier < Tier) return "must not be of a lower tier";
        for (var (team, seen) = (next, new HashSet<string>()); team is not null && seen.Add(team.Team); team = teams.Find(team.Next))
        {
            if (team.Next == id) return "leads back to this team";
        }
        return null;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/teams/{id}", async (string id, Body<DefineTeam> body, Act act, Journal journal, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "A team works for all organisations; yours is one.");
            if (!IdShape().IsMatch(id)) return Problem.Field("id", "must be a lower-case word of at most 50 letters, digits and dashes");
            var command = body.Value;
            var outcome = await journal.Handle<Teams>(Teams.Stream, act.IfMatch, teams => command.Decide(teams, id), act.Meta(act.RequestId(act.IdempotencyKey), new { id, command }), act.Now, cancel);
            return outcome.ToProblem() ?? (IResult)TypedResults.Ok(new { id, command.Name, command.Categories, command.Members, command.Tier, command.Lead, command.Next, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Admin, Roles.Lead).Accepts<DefineTeam>("application/json").WithSummary("Defines a team.");

        routes.MapGet("/teams", async (Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var teams = await journal.Load<Teams>(Teams.Stream, cancel);
            response.Headers.ETag = OutcomeHttp.ETag(teams.Version);
            var items = new List<object>();
            foreach (var team in teams.State.All)
            {
                var load = (await journal.Load<TeamLoad>(TeamLoad.StreamOf(team.Team), cancel)).State;
                items.Add(new { id = team.Team, team.Name, team.Categories, team.Tier, team.Lead, team.Next, members = team.Members.Select(person => new { person, load = load.LoadOf(person) }) });
            }
            return TypedResults.Ok(new { items });
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).WithSummary("The teams with the load of each member.");
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,49}\z")]
    private static partial Regex IdShape();
}
