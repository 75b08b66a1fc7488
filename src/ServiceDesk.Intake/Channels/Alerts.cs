using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>What became of a notification: <c>created</c> a ticket, <c>updated</c> it, told of its <c>recovered</c> system, or told nothing new (<c>unchanged</c>).</summary>
internal sealed record AlertAnswer(string Outcome, Guid? Id, string? Number, string? Position);

/// <summary>Brings notifications of Alertmanager to the tickets of their groups: one ticket for each episode of a group.</summary>
internal sealed class Alerts(Journal journal, Submissions submissions, ArchivedTickets archive, IConfiguration configuration)
{
    private static readonly Guid groups = new("0c6b5c8e-8d7f-5a2b-b1a4-3f6d0e9c7a52");
    private const int RaceAttempts = 20;

    private readonly Duration quiet = EventJson.Parse(configuration["Alertmanager:QuietTime"] ?? "PT1H");

    public async Task<AlertAnswer> Take(AlertGroup group, string organization, Act act, CancellationToken cancel)
    {
        var id = NameBasedId.Create(groups, $"{organization}\n{group.Key}");
        var stream = $"alert-group-{id}";
        for (var attempt = 0; attempt < RaceAttempts; attempt++)
        {
            var current = (await journal.Load<AlertGroupTicket>(stream, cancel)).State;
            var followed = current.Ticket is { } ticket ? await Follow(ticket, group.Key, cancel) : null;
            // An archived ticket hears nothing more: what fires now is another episode.
            if (followed is not null && !AlertReport.IsNewEpisode(followed.State.Ticket, followed.Told, group, quiet) && !await archive.Has(followed.Id, cancel))
                return await Report(followed, group, organization, act, cancel);
            if (group.Firing.Count == 0) return new AlertAnswer("unchanged", null, null, null);
            var next = new AlertGroupTicketed(group.Key, organization, NameBasedId.Create(id, $"{current.Episode + 1}"), current.Episode + 1, act.Now);
            // Whoever comes second finds the ticket of the first.
            await journal.Handle<AlertGroupTicket>(
                stream, null, state => state.Episode == current.Episode ? Decision.Accept(next) : Decision.Nothing, act.Meta(null, next), act.Now, cancel);
        }
        throw new StoreBusyException();
    }

    private async Task<AlertAnswer> Report(Followed followed, AlertGroup group, string organization, Act act, CancellationToken cancel)
    {
        var isNew = false;
        if (followed.State.Ticket.Submitted is null)
        {
            if (group.Firing.Count == 0) return new AlertAnswer("unchanged", null, null, null);
            var submission = await submissions.Submit(Submission(group, organization), act, followed.Id, act.Meta(null, group), waitForRoom: false, canAskBack: false, cancel);
            if (submission.Problem is { } refused) throw new RefusedException(refused);
            isNew = submission.IsNew;
        }
        var before = 0;
        var outcome = await journal.Handle<AlertedTicket>(Streams.Ticket(followed.Id), null, ticket =>
        {
            var decision = AlertReport.Decide(ticket, ticket.Groups.GetValueOrDefault(group.Key, followed.Told), group, act.Now);
            before = decision is Decision.Accepted accepted ? accepted.Events.Count : 0;
            return decision;
        }, act.Meta(null, group), act.Now, cancel);
        if (outcome.ToProblem() is { } problem) throw new RefusedException(problem);
        var word = isNew ? "created" : before == 0 ? "unchanged" : group.Firing.Count == 0 ? "recovered" : "updated";
        return new AlertAnswer(word, followed.Id, outcome.State.Ticket.Submitted!.Number, new LogPosition(journal.Log, outcome.Position).ToString());
    }

    /// <summary>The group's ticket, or the one that goes on for it, and what was told of the group last.</summary>
    private async Task<Followed> Follow(Guid ticket, string group, CancellationToken cancel)
    {
        var told = ToldAlerts.Nothing;
        while (true)
        {
            var state = (await journal.Load<AlertedTicket>(Streams.Ticket(ticket), cancel)).State;
            told = state.Groups.GetValueOrDefault(group, told);
            if (state.Ticket.MergedInto is not { } into) return new Followed(ticket, state, told);
            ticket = into;
        }
    }

    private static SubmitTicket Submission(AlertGroup group, string organization) => new(
        TicketKind.Incident, group.Subject, group.Description, new SubmittedRequester("Alertmanager", null, null, organization), null, group.Urgency, null,
        "alertmanager", group.AffectedSystem, group.Key, group.FaultAt, null, null);

    private sealed record Followed(Guid Id, AlertedTicket State, ToldAlerts Told);
}
