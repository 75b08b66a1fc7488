using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;

namespace ServiceDesk.Benchmarks;

/// <summary>A year of closed tickets of twelve events each, as entries of the ledger that PostgreSQL makes itself from templates.</summary>
internal static class YearOfTickets
{
    public const int EventsEach = 12;
    public const int Agents = 40;
    private const int TicketsAtOnce = 1000;

    // Stand for the instants of a ticket in the templates: opened, assigned, answered, solved, closed, and when its two targets were used up.
    private static readonly Instant[] instants = [.. Enumerable.Range(1, 7).Select(n => Instant.FromUtc(2001, 1, n, 0, 0))];

    private static readonly Guid ticket = new("00000000-0000-7000-8000-000000000000");

    // $1 and $2: the first and last number; $3 types; $4 templates. Answered after up to 5 hours of 4, solved after up to 30 of 24: so some are late.
    private const string Append = """
        with t as materialized (
          select n, n - $1 + 1 as member, gen_random_uuid()::text as ticket, timestamptz '2025-01-01' + (n * 7919 % 525600) * interval '1 minute' as opened,
            1 + n * 104729 % 300 as answered, 301 + n * 15485863 % 1500 as solved, 'team-' || n % 10 as team, 'agent-' || n % 40 as agent, 'p' || 1 + n / 10 % 4 as priority, 'org-' || n % 5 as org
          from generate_series($1::bigint, $2::bigint) n
        ),
        e as materialized (
          select t.member::int, 'generated/' || t.n * 12 + v as stream, type, opened,
            replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(data, 'person-ada', agent),
              '00000000-0000-7000-8000-000000000000', ticket), '{id}', 'generated/' || t.n * 12 + v), 'team-x', team), '"p3"', '"' || priority || '"'), 'org-x', org),
              '2001-01-01T00:00:00Z', to_char(opened, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
              '2001-01-02T00:00:00Z', to_char(opened + interval '10 seconds', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
              '2001-01-03T00:00:00Z', to_char(opened + answered * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
              '2001-01-04T00:00:00Z', to_char(opened + solved * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
              '2001-01-05T00:00:00Z', to_char(opened + (solved + 600) * interval '1 minute', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
              '2001-01-06T00:00:00Z', to_char(opened + interval '4 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
              '2001-01-07T00:00:00Z', to_char(opened + interval '24 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
              '"state":"running"', case when clock = 'response' and answered > 240 or clock = 'resolution' and solved > 1440 then '"state":"breached"' else '"state":"met"' end),
              'PT1H1M', 'PT' || answered / 60 || 'H' || answered % 60 || 'M'),
              'PT2H2M', 'PT' || solved / 60 || 'H' || solved % 60 || 'M')::jsonb as data, v
          from t, unnest($3::text[], $4::text[], $5::text[]) with ordinality s (type, data, clock, v)
        )
        select append(
          array_agg(member order by stream), array_agg(stream order by stream), array_agg(0 order by stream),
          array_agg(member order by member, v), array_agg(stream order by member, v), array_agg(1 order by member, v), array_agg('analytics.ledger-entry.v1'::text order by member, v),
          array_agg(data order by member, v), array_agg('{"actor":"service:analytics"}'::jsonb order by member, v), array_agg(opened order by member, v))
        from e
        """;

    /// <summary>One of those who work on the tickets.</summary>
    public static string Agent(int number) => string.Create(CultureInfo.InvariantCulture, $"agent-{number}");

    public static async Task Fill(NpgsqlDataSource owner, long tickets, CancellationToken cancel)
    {
        var events = Events();
        await using var connection = await owner.OpenConnectionAsync(cancel);
        await using (var relaxed = new NpgsqlCommand("set synchronous_commit = off; set work_mem = '256MB'; set time zone 'UTC'", connection)) await relaxed.ExecuteNonQueryAsync(cancel);
        for (var first = 1L; first <= tickets; first += TicketsAtOnce)
        {
            await using var append = new NpgsqlCommand(Append, connection);
            foreach (var value in (object[])[first, Math.Min(first + TicketsAtOnce - 1, tickets), events.Select(one => Sample.Types.NameOf(one.Body)).ToArray(), events.Select(one => Entry(one.Body)).ToArray(), events.Select(one => one.Clock).ToArray()])
                append.Parameters.Add(new() { Value = value });
            await append.ExecuteNonQueryAsync(cancel);
        }
    }

    private static string Entry(object body) => new JsonObject
    {
        ["id"] = "{id}",
        ["source"] = "/servicedesk/resolution",
        ["type"] = Sample.Types.NameOf(body),
        ["subject"] = ticket.ToString(),
        ["stream"] = $"ticket-{ticket}",
        ["version"] = 1,
        ["actor"] = "person-ada",
        ["occurred"] = "2001-01-01T00:00:00Z",
        ["recorded"] = "2001-01-01T00:00:00Z",
        ["data"] = JsonNode.Parse(JsonSerializer.Serialize(body, body.GetType(), Sample.Types.Json)),
    }.ToJsonString();

    private static (object Body, string Clock)[] Events()
    {
        var (opened, assigned, answered, solved, closed) = (instants[0], instants[1], instants[2], instants[3], instants[4]);
        var promise = new Promise("standard-1", Priority.P3, Duration.FromHours(4), Duration.FromHours(24));
        return
        [
            (Sample.Ticket with { Organization = "org-x", At = opened }, ""),
            (new TicketRouted(null, "hardware", "not-given", null, null, Impact.Person, Urgency.Low, Importance.Normal, Priority.P3, "1", "team-x", 1, "person-ada", "least-loaded", [], "INC-1", "org-x", "person-li", assigned), ""),
            (new CaseOpened("INC-1", TicketKind.Incident, "Printer", "person-li", "Li", "org-x", "api", promise, opened), ""),
            (new CaseAssigned("hardware", Priority.P3, "team-x", "person-ada", promise, assigned), ""),
            (new WorkAccepted("person-ada", assigned), ""),
            (new ResponseGiven("person-ada", "person-li", "Hello", answered), ""),
            (Judged(ClockName.Response, opened, answered, instants[5], "PT1H1M", promise), "response"),
            (new DiagnosisRecorded("person-ada", "person-li", "Cable", answered), ""),
            (new TicketResolved("person-ada", "person-li", "New cable", null, "team-x", "person-ada", solved), ""),
            (Judged(ClockName.Resolution, opened, solved, instants[6], "PT2H2M", promise), "resolution"),
            (new SolutionConfirmed("person-li", "person-li", null, closed), ""),
            (new TicketClosed("person-li", closed), ""),
        ];
    }

    private static ClockJudged Judged(ClockName clock, Instant opened, Instant stopped, Instant due, string elapsed, Promise promise) => new(
        clock, 1, "INC-1", "org-x", Priority.P3, "team-x",
        new ClockCertificate(
            clock, 1, stopped, ClockOutcome.Running, opened, stopped, elapsed == "PT1H1M" ? Duration.FromMinutes(61) : Duration.FromMinutes(122), Duration.Zero, promise.Response, Duration.Zero, due, due,
            [new CertificateTerms(opened, promise.PolicyVersion, promise.Response, "24x7", 1, [])], []),
        stopped);
}
