using System.Text;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Sla;

/// <summary>How many days a file of holidays added, and the version that has them.</summary>
internal sealed record HolidaysAnswer(int Version, Instant EffectiveFrom, int Dates, int Yearly, string Position);

/// <summary>The next version of a calendar is the last one with the holidays of an iCalendar file. A day that stands in it already stays as it is: a make-up working day is no holiday.</summary>
internal static class ImportHolidays
{
    private const string MediaType = "text/calendar";

    public static Decision Decide(CalendarHistory history, HolidayFile file, Instant? effectiveFrom, bool running, string by, Instant now)
    {
        if (history.Versions.IsEmpty) return Decision.Missing;
        var last = history.Versions[^1];
        var dates = last.Dates.Concat(file.Dates.ExceptBy(last.Dates.Select(one => one.Date), one => one.Date)).OrderBy(one => one.Date, StringComparer.Ordinal).ToList();
        if (dates.Count > CalendarRules.MostDates) return Decision.Reject("too-many-dates", $"The calendar would have {dates.Count} dated days; {CalendarRules.MostDates} are allowed.");
        var yearly = last.Yearly.Concat(file.Yearly.ExceptBy(last.Yearly.Select(one => one.Day), one => one.Day)).OrderBy(one => one.Day, StringComparer.Ordinal).ToList();
        if (dates.Count == last.Dates.Count && yearly.Count == last.Yearly.Count) return Decision.Nothing;
        return new DefineCalendar(effectiveFrom, running, last.Zone, last.Week, dates, yearly).Decide(history, last.Calendar, by, now);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/calendars/{name}/holidays",
        async (string name, string? effectiveFrom, bool? running, HttpRequest request, Act act, Journal journal, SlaBook book, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return DefineCalendar.Spans;
            if (!Moment.TryRead(effectiveFrom, out var from)) return Problem.Field("effectiveFrom", Moment.Shape);
            var (text, refusal) = await Body(request, cancel);
            if (refusal is not null) return refusal;
            var wrong = new List<WrongValue>();
            var file = HolidayFile.Read(text, act.Now, wrong);
            if (wrong.Count > 0)
            {
                return new Problem(StatusCodes.Status422UnprocessableEntity, "invalid", "The file has wrong events.",
                    wrong.GroupBy(one => one.Field).ToDictionary(one => one.Key, one => one.Select(each => each.Reason).ToArray()));
            }
            var before = 0;
            var outcome = await journal.Handle<CalendarHistory>(Streams.Calendar(name), act.IfMatch, history =>
            {
                before = history.Versions.Count;
                return Decide(history, file, from, running ?? false, act.Actor.Id, act.Now);
            }, act.Meta(act.RequestId(act.IdempotencyKey), new { name, text, from, running }), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await book.Refresh(cancel);
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            var defined = outcome.State.Versions[outcome.Version - 1];
            var previous = outcome.Version > 1 && outcome.Version > before ? outcome.State.Versions[outcome.Version - 2] : defined;
            return (IResult)TypedResults.Ok(new HolidaysAnswer(
                defined.Version, defined.EffectiveFrom, defined.Dates.Count - previous.Dates.Count, defined.Yearly.Count - previous.Yearly.Count,
                new LogPosition(journal.Log, outcome.Position).ToString()));
        }).For(Roles.Admin, Roles.Lead).Accepts<string>(MediaType).Produces<HolidaysAnswer>().WithSummary("Adds the holidays of an iCalendar file to a working calendar.");

    private static async Task<(string Text, Problem? Refusal)> Body(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentType?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) != true)
            return ("", Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-a-calendar", $"Send {MediaType}."));
        using var bytes = new MemoryStream();
        var chunk = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(chunk, cancel)) > 0;)
        {
            if (bytes.Length + read > HolidayFile.Largest)
                return ("", Problem.Of(StatusCodes.Status413PayloadTooLarge, "too-large", $"A file of holidays has at most {HolidayFile.Largest / 1024} KiB."));
            bytes.Write(chunk, 0, read);
        }
        return (Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length), null);
    }
}
