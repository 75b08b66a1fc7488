using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>Something that is kept in a register: a risk, an improvement, a meeting, an audit.</summary>
internal interface IRegistered<TSelf> : IState<TSelf> where TSelf : IRegistered<TSelf>
{
    static abstract string StreamOf(Guid id);

    /// <summary>Whether it was entered.</summary>
    bool IsThere { get; }

    /// <summary>The organisation that it is about; null for the provider's own, which nobody sees who is bound to one.</summary>
    string? Organization { get; }
}

/// <summary>Something a person does with an entry of a register: the request's body, and the rule.</summary>
internal interface IRegisterCommand<TSelf, TState> : IInput<TSelf> where TSelf : IRegisterCommand<TSelf, TState>
{
    /// <summary>The ticket that it names; null = none.</summary>
    Guid? NamedTicket => null;

    /// <summary>The rule. Pure.</summary>
    Decision Decide(TState state, Actor actor, Instant at);
}

/// <summary>Commands on registers, over HTTP.</summary>
internal static class Register
{
    public const int LongestText = 10_000;

    public static readonly string[] Keepers = [Roles.Lead, Roles.Analyst, Roles.Admin];
    public static readonly string[] Auditors = [Roles.Lead, Roles.Auditor, Roles.Admin];
    public static readonly string[] Readers = [Roles.Lead, Roles.Analyst, Roles.Auditor, Roles.Admin];

    public static bool Sees<TState>(this Actor actor, TState state) where TState : IRegistered<TState> =>
        state.IsThere && (actor.Organization is null || actor.Organization == state.Organization);

    /// <summary>Offers a new entry at <c>POST {path}</c>.</summary>
    public static RouteHandlerBuilder Enter<TState, T>(IEndpointRouteBuilder routes, string path, params string[] roles)
        where TState : IRegistered<TState> where T : class, IRegisterCommand<T, TState> =>
        routes.MapPost(path, async (Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            if (command.NamedTicket is { } ticket) await RefuseUnknown(ticket, act.Actor, journal, cancel);
            var request = act.RequestId(act.IdempotencyKey);
            return await Enter<TState>(request ?? Guid.CreateVersion7(), path, state => command.Decide(state, act.Actor, act.Now), command, act, journal, response, cancel);
        })
        .For(roles).Accepts<T>("application/json").Produces<CommandAnswer>(StatusCodes.Status201Created);

    public static async Task<IResult> Enter<TState>(
        Guid id, string path, Func<TState, Decision> decide, object command, Act act, Journal journal, HttpResponse response, CancellationToken cancel)
        where TState : IRegistered<TState>
    {
        var outcome = await journal.Create(TState.StreamOf(id), decide, act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, waitForRoom: false, cancel);
        if (outcome.ToProblem() is { } problem) return problem;
        response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
        return TypedResults.Created($"{path}/{id}", new CommandAnswer(id, outcome.Version, new LogPosition(journal.Log, outcome.Position).ToString()));
    }

    /// <summary>Offers a command at <c>POST {path}/{id}/{verb}</c>.</summary>
    public static RouteHandlerBuilder Map<TState, T>(IEndpointRouteBuilder routes, string path, string verb, params string[] roles)
        where TState : IRegistered<TState> where T : class, IRegisterCommand<T, TState> =>
        routes.MapPost($"{path}/{{id:guid}}/{verb}", async (Guid id, Body<T> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var outcome = await journal.Handle<TState>(
                TState.StreamOf(id), act.IfMatch, state => Decide(state, command, act.Actor, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb, command }), act.Now, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        })
        .For(roles).Accepts<T>("application/json").Produces<CommandAnswer>();

    /// <summary>What holds for every command on an entry, then the command's own rule.</summary>
    public static Decision Decide<TState, T>(TState state, T command, Actor actor, Instant at)
        where TState : IRegistered<TState> where T : IRegisterCommand<T, TState> => actor.Sees(state) ? command.Decide(state, actor, at) : Decision.Missing;

    /// <summary>An organisation that the caller may name; the one the caller is bound to, when nobody names one.</summary>
    public static string? ReadOrganization(Input input)
    {
        if (input.Text("organization", 100) is not { } named) return input.Actor.Organization;
        if (!input.Directory.HasOrganization(named) || (input.Actor.Organization ?? named) != named) input.Refuse("organization", "is no organisation that you may see");
        return named;
    }

    /// <summary>The opaque id of a person who works here and whom the caller may name.</summary>
    public static string ReadPerson(Input input, string name)
    {
        var id = input.RequiredText(name, 100);
        if (id.Length == 0) return id;
        var person = input.Directory.Find(id);
        if (person is null || person.Roles.All(role => role is Roles.Requester or Roles.System)
            || (input.Actor.Organization is { } bound && person.Organization is { } theirs && theirs != bound))
            input.Refuse(name, "must be the id of a person who works here");
        return id;
    }

    public static Instant ReadInstant(Input input, string name)
    {
        var instant = input.Instant(name);
        if (instant is null && !input.Refuses(name)) input.Require(name);
        return instant ?? default;
    }

    public static int ReadWhole(Input input, string name, int least, int most)
    {
        var number = input.Whole(name, least, most);
        if (number is null && !input.Refuses(name)) input.Require(name);
        return number ?? least;
    }

    public static Guid? ReadId(Input input, string name)
    {
        if (input.Text(name, 50) is not { } text) return null;
        if (Guid.TryParse(text, out var id)) return id;
        input.Refuse(name, "must be an id");
        return null;
    }

    /// <exception cref="RefusedException">There is no such ticket for the actor.</exception>
    private static async Task RefuseUnknown(Guid ticket, Actor actor, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select organization from ticket_owners where ticket = $1");
        command.Parameters.Add(new() { Value = ticket });
        if (await command.ExecuteScalarAsync(cancel) is not string organization || (actor.Organization ?? organization) != organization)
            throw new RefusedException(Hosting.Problem.Field("ticket", "is no ticket that you may see"));
    }
}
