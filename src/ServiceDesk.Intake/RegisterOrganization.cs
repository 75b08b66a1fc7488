using System.Text.RegularExpressions;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>A customer organisation becomes known.</summary>
internal sealed partial record RegisterOrganization(string Id, string Name) : IInput<RegisterOrganization>
{
    public static RegisterOrganization Read(Input input)
    {
        var id = input.RequiredText("id", 63);
        if (id.Length > 0 && !IdShape().IsMatch(id)) input.Refuse("id", "must be a lower-case word: letters, digits and dashes");
        return new RegisterOrganization(id, input.RequiredText("name", 200));
    }

    public Decision Decide(Registration organization) => organization.Registered switch
    {
        null => Decision.Accept(new OrganizationRegistered(Id, Name)),
        OrganizationRegistered same when same.Name == Name => Decision.Nothing,
        _ => Decision.Reject("organization-exists", "There is an organisation with this id and another name."),
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/organizations", async (Body<RegisterOrganization> body, Act act, Journal journal, AccessChanges changes, CancellationToken cancel) =>
        {
            var command = body.Value;
            var outcome = await journal.Create<Registration>(
                Streams.Organization(command.Id), command.Decide, act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, waitForRoom: false, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await changes.Settle(outcome.Position, cancel);
            return (IResult)TypedResults.Created($"/organizations/{command.Id}", new { command.Id, command.Name, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Admin).Accepts<RegisterOrganization>("application/json").WithSummary("Registers a customer organisation.");

        routes.MapGet("/organizations", (Actor actor, AccessDirectory directory, OrganizationDirectory details) => TypedResults.Ok(new
        {
            items = directory.Organizations.Where(one => actor.Organization is null || actor.Organization == one.Key)
                .OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => OrganizationView.Of(one.Key, one.Value, details.Find(one.Key)?.Value, actor)),
        })).For([.. Roles.All]).WithSummary("The organisations that you may see.");
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z")]
    internal static partial Regex IdShape();
}
