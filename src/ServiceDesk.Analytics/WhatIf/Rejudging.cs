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

/// <summary>Judges the clocks of a ticket of its story, by any rules. Pure.</summary>
internal static class Rejudging
{
    /// <summary>Every round by clock and number; none when the work ended without a solution, for then nothing is judged.</summary>
    public static Dictionary<(string Clock, int Round), Rejudged> Judge(IReadOnlyList<StoryFact> story, IReadOnlyDictionary<string, Promise> promises, OtherRules rules, Instant asOf)
    {
        var judged = new Dictionary<(string, int), Rejudged>();
        foreach (var last in History(story, promises, rules).Read(asOf, rules.Find))
        {
            if (last.State == ClockState.Void) continue;
            foreach (var round in (IEnumerable<ClockStanding>)[.. last.Earlier, last])
            {
                var breached = round.State switch { ClockState.Met => false, ClockState.Breached => true, _ => (bool?)null };
                judged[(round.Clock, round.Round)] = new(breached, breached switch { true => round.BreachedAt, false => round.Stopped, null => null }, round.Elapsed, round.Terms.Target);
            }
        }
        return judged;
    }

    private static ClockHistory History(IReadOnlyList<StoryFact> story, IReadOnlyDictionary<string, Promise> promises, OtherRules rules)
    {
        var facts = new List<ClockFact>(story.Count + 2);
        PolicyFacts? ticket = null;
        string? promised = null;
        foreach (var fact in story)
        {
            switch (fact.Kind)
            {
                case StoryKind.Opened:
                    ticket = new PolicyFacts(fact.Organization!, fact.Service, fact.TicketKind!.Value, fact.At);
                    Promise(fact, ticket);
                    facts.Add(ClockFact.Of(FactKind.Opened, fact.At));
                    break;
                case StoryKind.Assigned or StoryKind.Promised when ticket is not null: Promise(fact, ticket); break;
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
        return ClockHistory.Of(facts);

        void Promise(StoryFact fact, PolicyFacts about)
        {
            if (fact.Promise == promised) return;
            promised = fact.Promise;
            facts.Add(ClockFact.Promised(rules.Terms(promises[promised!], about), fact.At));
        }
    }
}
