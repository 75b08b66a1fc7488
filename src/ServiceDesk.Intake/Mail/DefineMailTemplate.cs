using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>Puts another text in place of one of the desk's; mails that are written already stay as they are.</summary>
internal sealed record DefineMailTemplate(string Subject, string Body) : IInput<DefineMailTemplate>
{
    public static DefineMailTemplate Read(Input input) => new(input.RequiredText("subject", 200), input.RequiredText("body", 20_000));

    public Decision Decide(MailTemplateBook book, string name, string language, Actor actor, Instant at)
    {
        if (!MailTemplates.Shipped.Any(one => one.Name == name && one.Language == language)) return Decision.Missing;
        var now = book.Find(name, language);
        var wanted = new MailTemplate(name, now.Version + 1, language, Subject, Body);
        if ((wanted with { Body = "" }).Unknown() is { Count: > 0 } inSubject) return Wrong("subject", name, inSubject);
        if ((wanted with { Subject = "" }).Unknown() is { Count: > 0 } inBody) return Wrong("body", name, inBody);
        return now.Subject == Subject && now.Body == Body
            ? Decision.Nothing
            : Decision.Accept(new MailTemplateDefined(name, language, wanted.Version, Subject, Body, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mail/templates", async (Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var book = await journal.Load<MailTemplateBook>(MailTemplateBook.Stream, cancel);
            response.Headers.ETag = OutcomeHttp.ETag(book.Version);
            return TypedResults.Ok(new
            {
                items = book.State.All.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Language, StringComparer.Ordinal)
                    .Select(one => new { one.Name, one.Language, one.Version, one.Subject, one.Body, places = MailTemplate.PlacesOf(one.Name) }),
            });
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Admin).WithSummary("The texts of the desk's mails, with the places for values that each may have.");

        routes.MapPut("/mail/templates/{name}/{language}",
            async (string name, string language, Body<DefineMailTemplate> body, Act act, Journal journal, CancellationToken cancel) =>
            {
                if (act.Actor.Organization is not null)
                    return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The texts are those of all organisations; yours is one.");
                var outcome = await journal.Handle<MailTemplateBook>(
                    MailTemplateBook.Stream, act.IfMatch, book => body.Value.Decide(book, name, language, act.Actor, act.Now),
                    act.Meta(act.RequestId(act.IdempotencyKey), new { name, language, body.Value }), act.Now, cancel);
                if (outcome.ToProblem() is { } problem) return problem;
                var now = outcome.State.Find(name, language);
                return (IResult)TypedResults.Ok(new { now.Name, now.Language, now.Version, now.Subject, now.Body, position = new LogPosition(journal.Log, outcome.Position).ToString() });
            }).For(Roles.Lead, Roles.Admin).Accepts<DefineMailTemplate>("application/json").WithSummary("Changes a text of the desk's mails.");
    }

    private static Decision Wrong(string field, string name, IReadOnlyList<string> unknown)
    {
        var wrong = unknown.Select(one => one == "{{" ? "an open {{ or }}" : Place(one));
        return Decision.Invalid(field, $"has unknown places: {string.Join(", ", wrong)}; {name} knows {string.Join(", ", MailTemplate.PlacesOf(name).Select(Place))}");
    }

    private static string Place(string name) => $"{{{{{name}}}}}";
}
