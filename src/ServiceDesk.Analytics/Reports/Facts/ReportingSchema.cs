namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>The schema <c>reporting</c>: documented views for tools that read SQL, and for nobody to write. A login that is granted the role servicedesk_reporting reads them.</summary>
internal static class ReportingSchema
{
    public const string Views = """
        create schema if not exists reporting;
        create or replace view reporting.tickets as
        select ticket, number, organization, requester, kind, channel, service, category, priority, team, agent, opened_at, owned_at, responded_at, diagnosed_at,
          first_resolved_at, resolved_at, closed_at, ended, ended_at, reopens, reopened_at, hops, handovers, handed_on, escalations, score, scored_at, surveyed,
          article_used, article_helped, worked * interval '1 microsecond' as worked, answered * interval '1 microsecond' as answered, trace
        from served.ticket_facts;
        create or replace view reporting.clocks as
        select ticket, clock, round, organization, policy, priority, team, agent, category, service, channel, kind, started_at,
          case when void_at is not null then 'void' when outcome_at is null then 'open' when breached then 'breached' else 'met' end as outcome,
          outcome_at, elapsed * interval '1 microsecond' as elapsed, void_at, cause
        from served.clock_facts;
        create or replace view reporting.stages as
        select ticket, (array['unassigned', 'untouched', 'working', 'waiting-requester', 'waiting-vendor', 'waiting-approval', 'waiting-other', 'confirming'])[stage] as stage,
          microseconds * interval '1 microsecond' as duration
        from served.ticket_facts, unnest(stages) with ordinality as spent (microseconds, stage);
        create or replace view reporting.known as
        select position, at
        from feed
        where position <= (select position from checkpoints join read_models on live = checkpoints.name where read_models.name = 'facts')
        order by position desc
        limit 1;
        comment on schema reporting is 'Read-only views over the facts that the reports are made of. Instants are UTC; durations are working time where the column says so.';
        comment on view reporting.tickets is 'A row for each ticket, as known at reporting.known.';
        comment on column reporting.tickets.owned_at is 'When an agent first had it.';
        comment on column reporting.tickets.responded_at is 'When the requester first heard from a person, or at the latest when it was solved or closed.';
        comment on column reporting.tickets.first_resolved_at is 'When it was solved for the first time.';
        comment on column reporting.tickets.resolved_at is 'When it was solved last; null while it is worked on.';
        comment on column reporting.tickets.ended is 'withdrawn, invalid or merged: the work ended without a solution.';
        comment on column reporting.tickets.reopens is 'How often it went on after it had been solved or closed.';
        comment on column reporting.tickets.hops is 'How often it went from one team to another.';
        comment on column reporting.tickets.handovers is 'How often it went from one agent to another.';
        comment on column reporting.tickets.handed_on is 'How often it was handed on to a higher tier or to experts.';
        comment on column reporting.tickets.escalations is 'How often management was told of it.';
        comment on column reporting.tickets.score is 'The requester''s answer to the survey, 1 to 5.';
        comment on column reporting.tickets.worked is 'Working time until the last solution, by the calendar of the policy.';
        comment on column reporting.tickets.answered is 'Working time until the first response, by the calendar of the policy.';
        comment on column reporting.tickets.trace is 'What was done, a letter each: GET /process-model names them.';
        comment on view reporting.clocks is 'A row for each round of each clock that was promised. A judged clock has the policy, priority and team of its outcome, any other those of now.';
        comment on column reporting.clocks.outcome is 'met, breached, open, or void because the work ended without a solution.';
        comment on column reporting.clocks.elapsed is 'Working time from start to stop; null while it has not stopped.';
        comment on column reporting.clocks.cause is 'Of a breach the stage in which most of the time went until then.';
        comment on view reporting.stages is 'How long each ticket was in each stage until it was closed, in real time.';
        comment on view reporting.known is 'The last position of the ledger that the other views show, and when it was recorded.';
        grant usage on schema reporting to servicedesk_reporting;
        grant select on all tables in schema reporting to servicedesk_reporting;
        """;
}
