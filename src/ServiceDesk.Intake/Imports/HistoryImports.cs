using System.Diagnostics;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Records the rows of a window: for each ticket one append with all that is new of it.</summary>
internal sealed class HistoryImports(Journal journal, ArchivedTickets archive, TicketNumbers numbers, PersonIds people)
{
    private const int RaceAttempts = 20;
    private const int StreamsAtOnce = 500;

    private static readonly Problem notOpened = Problem.Of(
        StatusCodes.Status422UnprocessableEntity, "not-opened", "The ticket has not been opened: its row with what = opened comes first, or close behind.");

    /// <summary>The log in which the rows stand.</summary>
    public string Log => journal.Log;

    public async Task Record(ImportWindow window, string source, Act act, CancellationToken cancel)
    {
        IReadOnlyList<ImportedTicket> open = [.. window.Tickets];
        // A ticket that is opened here is new, most likely: it is read only when it turns out to be there.
        await Load([.. open.Where(ticket => ticket.Opening is null)], cancel);
        for (var attempt = 0; attempt < RaceAttempts; attempt++)
        {
            var archived = await archive.Among([.. open.Where(ticket => ticket.Known.Submitted is not null).Select(ticket => ticket.Id)], cancel);
            var appends = new List<(ImportedTicket Ticket, IReadOnlyList<ImportLine> Lines, Task<AppendResult> Result)>(open.Count);
            foreach (var ticket in open)
            {
                if (await Plan(ticket, source, archived.Contains(ticket.Id), act, cancel) is { Count: > 0 } lines)
                    appends.Add((ticket, lines, journal.Append([new StreamAppend(ticket.Stream, ticket.Known.Version, Events(ticket, lines, source, act))], cancel)));
            }
            var raced = new List<ImportedTicket>();
            foreach (var (ticket, lines, result) in appends)
            {
                if (await result is { Conflict: false } appended) Settle(ticket, lines, appended.First);
                else raced.Add(ticket);
            }
            if (raced.Count == 0) return;
            await Load(raced, cancel);
            open = raced;
        }
        throw new StoreBusyException();
    }

    private async Task Load(IReadOnlyList<ImportedTicket> tickets, CancellationToken cancel)
    {
        foreach (var some in tickets.Chunk(StreamsAtOnce))
        {
            var events = (await journal.ReadStreams([.. some.Select(ticket => ticket.Stream)], cancel)).ToLookup(e => e.Stream);
            foreach (var ticket in some) ticket.Known = TicketHistory.Of(events[ticket.Stream]);
        }
    }

    /// <summary>The lines whose rows the ticket does not have yet, in the order of recording; the others get their answer.</summary>
    private async ValueTask<IReadOnlyList<ImportLine>> Plan(ImportedTicket ticket, string source, bool isArchived, Act act, CancellationToken cancel)
    {
        if (ticket.Known.Submitted is { } submitted && !act.Actor.MaySee(submitted.Organization, submitted.Requester))
        {
            foreach (var line in ticket.Lines) line.Problem = Problem.NotFound;
            return [];
        }
        var fresh = Sort(ticket, source);
        ticket.DeskNumber = ticket.Known.Submitted?.Number;
        if (isArchived && fresh.Count > 0)
        {
            foreach (var line in ticket.Lines.Where(line => line is { Position: 0, Problem: null })) line.Problem = ArchivedTickets.IsArchived;
            return [];
        }
        if (ticket.DeskNumber is null && ticket.Opening is { } opening) ticket.DeskNumber = await numbers.Next(opening.Row.Submission!.Kind, cancel);
        return fresh;
    }

    private static List<ImportLine> Sort(ImportedTicket ticket, string source)
    {
        var (known, fresh, seen) = (ticket.Known, new List<ImportLine>(ticket.Lines.Count), new HashSet<RowKey>());
        foreach (var line in TicketHistory.InOrder(ticket.Lines, line => line.IsOpening, line => line.At))
        {
            var key = new RowKey(source, line.Row.Row, line.Row.Step);
            var position = known.Find(key, ticket.Opening is not null);
            line.IsLate = position is null && line.At < known.Latest;
            if (position == 0) line.Problem = notOpened;
            else if (position is { } there) line.Position = there;
            else if (!line.IsOpening || line == ticket.Opening)
            {
                if (seen.Add(key)) fresh.Add(line);
            }
        }
        return fresh;
    }

    private NewEvent[] Events(ImportedTicket ticket, IReadOnlyList<ImportLine> lines, string source, Act act)
    {
        var meta = new EventMeta { Actor = act.Actor.Id, Via = act.Actor.Via, TraceParent = Activity.Current?.Id };
        var events = new NewEvent[lines.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var line = lines[i];
            events[i] = new NewEvent(Body(ticket, line, source), meta with { Imported = new ImportedFrom(source, line.Row.Row) }, line.At);
        }
        return events;
    }

    private object Body(ImportedTicket ticket, ImportLine line, string source)
    {
        var row = line.Row;
        if (row.Submission is not { } submission)
        {
            var step = row.Step!.Value;
            var isOfRequester = step is HistoricStep.Confirmed or HistoricStep.Rejected or HistoricStep.Rated;
            return new HistoryImported(
                step, row.Team, row.Agent?.IdIn(source, people), row.Who?.IdIn(source, people) ?? (isOfRequester ? RequesterOf(ticket) : $"source:{source}"),
                row.State ?? Words.Of(step), row.Priority, row.Category, line.At)
            {
                Requester = row.Text is null && row.Cause is null ? null : RequesterOf(ticket),
                Text = row.Text,
                Cause = row.Cause,
                Score = row.Score,
                SurveyUntil = row.SurveyUntil,
                Article = row.Article,
            };
        }
        var requester = RequesterOf(ticket);
        var filled = submission with { ExternalId = submission.ExternalId ?? ticket.Number, Channel = submission.Channel ?? "import" };
        return ((Decision.Accepted)filled.Decide(Ticket.Initial, ticket.DeskNumber!, requester, line.At)).Events[0];
    }

    private string RequesterOf(ImportedTicket ticket)
    {
        if (ticket.Known.Submitted is { } known) return known.Requester;
        var requester = ticket.Opening!.Row.Submission!.Requester;
        return people.Of(requester.Organization!, requester.Email ?? requester.Name!);
    }

    private static void Settle(ImportedTicket ticket, IReadOnlyList<ImportLine> lines, long first)
    {
        for (var i = 0; i < lines.Count; i++) (lines[i].Position, lines[i].IsRecorded) = (first + i, true);
        // A row that stood twice in the window, and a second opening, are answered like their first.
        foreach (var line in ticket.Lines.Where(line => line is { Position: 0, Problem: null }))
            line.Position = lines.FirstOrDefault(one => one.Row.Step == line.Row.Step && (one.IsOpening || one.Row.Row == line.Row.Row))?.Position ?? ticket.Known.OpenedAtPosition;
    }
}
