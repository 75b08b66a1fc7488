using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution;

/// <summary>The requester agrees that it is solved. Three answers say so; a plain consent stands for all of them.</summary>
internal sealed record Confirm(string? Comment, Instant? OccurredAt) : ITicketCommand<Confirm>
{
    private static readonly string[] questions = ["problemGone", "functionsNormal", "businessUnaffected"];

    private static readonly ConfirmationAnswers plainly = new(true, true, true);

    public ConfirmationAnswers Answers { get; init; } = plainly;

    public static Confirm Read(Input input)
    {
        bool?[] answers = [.. questions.Select(input.Truth)];
        var plain = questions.Index().All(one => answers[one.Index] is null && !input.Refuses(one.Item));
        foreach (var (index, question) in questions.Index())
        {
            if (!plain && answers[index] is null) input.Require(question);
        }
        return new Confirm(input.Text("comment", 10_000), input.Instant("occurredAt"))
        {
            Answers = plain ? plainly : new(answers[0] == true, answers[1] == true, answers[2] == true),
        };
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at) => ticket.Status switch
    {
        TicketStatus.Resolved or TicketStatus.Confirmed when Answers != plainly => Decision.Reject("not-solved", "The answers say that it is not solved; reject the solution."),
        TicketStatus.Confirmed => Decision.Nothing,
        TicketStatus.Resolved => Decision.Accept(new SolutionConfirmed(actor.Id, ticket.Requester, Comment, at) { Answers = Answers }),
        _ when ticket.HasEnded || ticket.Status == TicketStatus.Closed => Work.NotOpen(ticket),
        _ => Decision.Reject("not-resolved", "There is no solution to confirm yet."),
    };
}
