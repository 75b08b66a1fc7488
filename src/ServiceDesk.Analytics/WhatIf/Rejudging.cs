using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>What a round of a clock came to.</summary>
internal readonly record struct Rejudged(bool? Breached, Instant? OutcomeAt, Duration Elapsed, Duration Target)
{
    public string Word => Breached switch { true => "breached", false => "met", null => "open" };
}

/// <summary>What a ticket came to: its last priority, null when it was never graded, and every round of its clocks by clock and number.</summary>
internal sealed record RejudgedTicket(Priority? Priority, IReadOnlyDictionary<(string Clock, int Round), Rejudged> Rounds);

/// <summary>Judges the clocks of a ticket of its story, by any rules. Pure.</summary>
internal static class Rejudging
{
    /// <summary>A ticket whose work ended without a solution has no rounds, for then nothing is judged.</summary>
    public static RejudgedTicket Judge(IReadOnlyList<StoryFact> story, IReadOnlyDictionary<string, Promise> promises, OtherRules rules, Instant asOf)
    {
        var judged = new Dictionary<(string, int), Rejudged>();
        foreach (var last in new Retelling(promises, rules).Tell(story).Read(asOf, rules.Find))
        {
            if (last.State == ClockState.Void) continue;
            foreach (var round in (IEnumerable<ClockStanding>)[.. last.Earlier, last])
            {
                var breached = round.State switch { ClockState.Met => false, ClockState.Breached => true, _ => (bool?)null };
                judged[(round.Clock, round.Round)] = new(breached, breached switch { true => round.BreachedAt, false => round.Stopped, null => null }, round.Elapsed, round.Terms.Target);
            }
        }
        return new(story.LastOrDefault(one => one.Grade is not null)?.Grade is { } grade ? rules.Grade(grade) : null, judged);
    }

    /// <summary>Tells the facts of a ticket's clocks as they would have been.</summary>
    private sealed class Retelling(IReadOnlyDictionary<string, Promise> promises, OtherRules rules)
    {
        private readonly List<ClockFact> facts = [];
        private readonly List<StoryGrade> grades = [];
        private PolicyFacts? ticket;
        private Instant? gradedAt;
        private string? promised;
        private (string Promise, Priority Priority)? told;

        public ClockHistory Tell(IReadOnlyList<StoryFact> story)
        {
            facts.EnsureCapacity(story.Count + 2);
            foreach (var fact in story) Take(fact);
            return ClockHistory.Of(facts);
        }

        private void Take(StoryFact fact)
        {
            switch (fact.Kind)
            {
                case StoryKind.Opened:
                    ticket = new PolicyFacts(fact.Organization!, fact.Service, fact.TicketKind!.Value, fact.At);
                    promised = fact.Promise;
                    // Until it is graded a ticket is judged under the priority that all tickets begin with.
                    Promise(promises[promised!].Priority, fact.At);
                    facts.Add(ClockFact.Of(FactKind.Opened, fact.At));
                    if (gradedAt is { } at) Promise(PriorityOf(promises[promised!]), Instant.Max(at, fact.At));
                    break;
                case StoryKind.Routed or StoryKind.Graded:
                    // Stories of the version before do not tell what a ticket was graded by: its promises keep their priority.
                    if (fact.Grade is { } grade)
                    {
                        grades.Add(grade);
                        gradedAt = fact.At;
                    }
                    if (promised is not null) Promise(PriorityOf(promises[promised]), fact.At);
                    break;
                case StoryKind.Assigned or StoryKind.Promised when ticket is not null:
                    promised = fact.Promise;
                    Promise(PriorityOf(promises[promised!]), fact.At);
                    break;
                case StoryKind.Corrected when ticket is not null: ticket = ticket with { Kind = fact.TicketKind ?? ticket.Kind, Service = fact.Service ?? ticket.Service }; break;
                case StoryKind.Responded or StoryKind.Told: facts.Add(ClockFact.Of(FactKind.RequesterTold, fact.At)); break;
                case StoryKind.Diagnosed: facts.Add(ClockFact.Of(FactKind.Diagnosed, fact.At)); break;
                case StoryKind.Paused:
                    // Who is asked something has heard from the desk, though it is not always known with which words.
                    if (fact.Yes == true) facts.Add(ClockFact.Of(FactKind.RequesterTold, fact.At));
                    else if (fact.Waits == PauseReason.Requester) facts.Add(ClockFact.Of(FactKind.Responded, fact.At));
                    facts.Add(ClockFact.Paused(Words.Of(fact.Waits!.Value), fact.At));
                    break;
                case StoryKind.Resumed: facts.Add(ClockFact.Of(FactKind.Resumed, fact.At)); break;
                case StoryKind.Resolved: facts.Add(ClockFact.Of(FactKind.Resolved, fact.At)); break;
                case StoryKind.Rejected or StoryKind.Reopened: facts.Add(ClockFact.Of(FactKind.Reopened, fact.At)); break;
                case StoryKind.Closed: facts.Add(ClockFact.Of(FactKind.Closed, fact.At)); break;
                case StoryKind.Ended: facts.Add(ClockFact.Of(FactKind.Ended, fact.At)); break;
                case StoryKind.Restored: facts.RemoveAll(one => one.Kind == FactKind.Ended); break;
            }
        }

        private void Promise(Priority priority, Instant at)
        {
            if (told == (promised!, priority)) return;
            told = (promised!, priority);
            facts.Add(ClockFact.Promised(rules.Terms(promises[promised!], ticket!, priority, at), at));
        }

        /// <summary>The priority of a promise by the last grade that says the same as it; a promise that no grade speaks for keeps its own.</summary>
        private Priority PriorityOf(Promise promise) => grades.FindLast(one => one.Priority == promise.Priority) is { } grade ? rules.Grade(grade) : promise.Priority;
    }
}
