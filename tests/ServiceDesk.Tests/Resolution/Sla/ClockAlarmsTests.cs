using System.Text.Json;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Sla;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>A P2 ticket of the standard promise: half an hour until the response, eight hours until the solution, a warning at three quarters.</summary>
public class ClockAlarmsTests
{
    private static readonly EventMeta imported = new() { Actor = "service:resolution", Imported = new ImportedFrom("servicenow", "r1") };

    [Fact]
    public void Each_warning_and_the_breach_are_recorded_once_however_often_one_looks()
    {
        var desk = new Watched(Opening, Assignment);

        desk.Next.ShouldBe(At(22) + Duration.FromSeconds(30));
        desk.Look(At(20)).ShouldBeEmpty();
        desk.Look(At(25)).ShouldBe(["warned response 75"]);
        desk.Look(At(25)).ShouldBeEmpty();
        desk.Next.ShouldBe(At(30));
        desk.Look(At(30)).ShouldBeEmpty("at its due time a clock is not breached");
        desk.Look(At(30) + Duration.FromMilliseconds(1)).ShouldBe(["breached response"]);
        desk.Look(At(45)).ShouldBeEmpty();
        desk.Next.ShouldBe(At(360));
    }

    [Fact]
    public void What_was_missed_is_made_up_for_all_at_once()
    {
        var desk = new Watched(Opening, Assignment);

        desk.Look(At(600)).ShouldBe(["warned response 75", "breached response", "warned resolution 75", "breached resolution"]);
        desk.Look(At(601)).ShouldBeEmpty();
        desk.Next.ShouldBeNull();
    }

    [Fact]
    public void A_stopped_clock_is_judged_with_its_certificate()
    {
        var desk = new Watched(Opening, Assignment, Answered(10));

        desk.Next.ShouldBe(desk.Document.KnownAt, "what is known and not recorded is due at once");
        desk.Look(At(11)).ShouldBe(["judged response met"]);
        var certificate = desk.Events.OfType<ClockJudged>().Single().Certificate;
        (certificate.Elapsed, certificate.Stopped, certificate.Target).ShouldBe((Duration.FromMinutes(10), At(10), Duration.FromMinutes(30)));
        certificate.Spans.ShouldBe([new CertificateSpan(Opened, At(10), "counted", null)]);
        certificate.Terms.Select(one => (one.From, one.Target)).ShouldBe([(Opened, Duration.FromHours(4)), (At(1), Duration.FromMinutes(30))], "the old target stays");
        desk.Look(At(12)).ShouldBeEmpty();
    }

    [Fact]
    public void A_breach_is_judged_when_its_clock_stops()
    {
        var desk = new Watched(Opening, Assignment);
        desk.Look(At(31)).ShouldBe(["warned response 75", "breached response"]);

        desk.Happens(Answered(40));

        desk.Look(At(41)).ShouldBe(["judged response breached"]);
        desk.Events.OfType<ClockJudged>().Single().Certificate.Elapsed.ShouldBe(Duration.FromMinutes(40));
    }

    [Fact]
    public void A_fact_that_is_learned_late_leads_to_another_judgement()
    {
        var desk = new Watched(Opening, Assignment);
        desk.Look(At(31)).ShouldBe(["warned response 75", "breached response"]);

        desk.Happens(Answered(29));

        desk.Look(At(60)).ShouldBe(["rejudged response met"]);
        var rejudged = desk.Events.OfType<ClockRejudged>().Single();
        (rejudged.Judgement, rejudged.CausedBy).ShouldBe((2, $"resolution/{desk.Document.Position}"));
        desk.Look(At(61)).ShouldBeEmpty();
    }

    [Fact]
    public void A_reopened_ticket_takes_its_judgement_back_and_is_judged_again()
    {
        var desk = new Watched(Opening, Assignment, Answered(10), Resolved(100));
        desk.Look(At(101)).ShouldBe(["judged response met", "judged resolution met"]);

        desk.Happens(new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(200)));
        desk.Look(At(201)).ShouldBe(["rejudged resolution running"]);
        desk.Look(At(201)).ShouldBeEmpty();
        desk.Happens(Resolved(300));
        desk.Look(At(301)).ShouldBe(["judged resolution met"]);
        desk.Events.OfType<ClockJudged>().Last().Certificate.Elapsed.ShouldBe(Duration.FromMinutes(200));
    }

    [Fact]
    public void A_warning_that_was_given_before_a_reopening_is_not_given_again()
    {
        var desk = new Watched(Opening, Assignment, Answered(10));
        desk.Look(At(370)).ShouldBe(["warned resolution 75", "judged response met"], ignoreOrder: true);
        desk.Happens(Resolved(380));
        desk.Look(At(381)).ShouldBe(["judged resolution met"]);
        desk.Happens(new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(390)));

        desk.Look(At(391)).ShouldBe(["rejudged resolution running"]);
        desk.Look(At(392)).ShouldBeEmpty();
    }

    [Fact]
    public void A_paused_clock_neither_warns_nor_breaks()
    {
        var desk = new Watched(Opening, Assignment, Answered(10), new WorkPaused(Ada.Id, PauseReason.Vendor, At(20)));
        desk.Look(At(21));

        desk.Next.ShouldBeNull();
        desk.Look(At(5000)).ShouldBeEmpty();
        desk.Alarms.NextDue.ShouldBeNull();
        desk.Happens(new WorkResumed(Ada.Id, At(6000)));
        desk.Next.ShouldBe(At(6000 + 340));
        desk.Alarms.NextDue.ShouldBe(At(6000 + 460));
    }

    [Fact]
    public void The_clocks_of_a_withdrawn_ticket_are_void_until_it_goes_on()
    {
        var desk = new Watched(Opening, Assignment, new CaseEnded(CaseEnd.Merged, Ada.Id, Grace.Id, null, null, null, At(5)));
        desk.Look(At(6)).ShouldBe(["judged response void", "judged resolution void"]);
        desk.Look(At(5000)).ShouldBeEmpty();
        (desk.Alarms.NextDue, desk.Alarms.NextUpdateDue).ShouldBe((null, null));

        desk.Happens(new CaseResumed(Ada.Id, Grace.Id, null, true, At(10)));
        desk.Look(At(11)).ShouldBe(["rejudged response running", "rejudged resolution running"]);
    }

    [Fact]
    public void Nobody_is_told_of_what_had_passed_when_a_history_was_imported()
    {
        var desk = new Watched();
        desk.Happens(At(10_000), imported, Opening, Assignment, Resolved(700));
        desk.Look(At(10_001)).ShouldBe(["judged response breached", "judged resolution breached"]);

        var open = new Watched();
        open.Happens(At(100), imported, Opening, Assignment);
        open.Look(At(101)).ShouldBe(["judged response breached"]);
        open.Look(At(361)).ShouldBe(["warned resolution 75"], "what comes after the import is told");
    }

    [Fact]
    public void A_clock_that_is_ahead_of_the_database_hides_no_fact()
    {
        var desk = new Watched(Opening, Assignment);
        desk.Happens(At(9), null, Answered(10));

        desk.Look(At(9)).ShouldBeEmpty("by the clock of the database it has not happened yet");
        desk.Next.ShouldBe(At(10));
        desk.Look(At(10)).ShouldBe(["judged response met"]);
    }

    [Fact]
    public void A_change_of_priority_judges_from_the_start_by_the_new_target()
    {
        var desk = new Watched(Opening, Assignment, Answered(1), Assignment with { Priority = Priority.P1, Promise = SlaPolicy.For(Priority.P1), At = At(100) });
        desk.Look(At(101)).ShouldBe(["judged response met"]);

        desk.Next.ShouldBe(At(180));
        desk.Look(At(241)).ShouldBe(["warned resolution 75", "breached resolution"]);
        desk.Events.OfType<ClockBreached>().Single().Certificate.Terms.Select(one => (one.From, one.Target)).ShouldBe(
            [(Opened, Duration.FromHours(24)), (At(1), Duration.FromHours(8)), (At(100), Duration.FromHours(4))]);
    }

    [Fact]
    public void Each_word_begins_the_clock_of_updates_anew_and_each_round_is_judged()
    {
        var update = new ClockPromise(ClockName.Update, Duration.FromMinutes(60), null, [], [50], Reopening.KeepFirst);
        var promise = SlaPolicy.For(Priority.P2) with { Policies = 2, PolicyVersion = "gold-2", Clocks = [update] };
        var desk = new Watched(Opening with { Promise = promise }, Answered(20));

        desk.Look(At(21)).ShouldBe(["judged update met"]);
        desk.Alarms.NextUpdateDue.ShouldBe(At(80));
        desk.Look(At(51)).ShouldBe(["warned update 50"]);
        desk.Look(At(81)).ShouldBe(["breached update"]);
        desk.Happens(Answered(90));
        desk.Look(At(91)).ShouldBe(["judged update breached"]);
        desk.Events.OfType<ClockJudged>().Select(one => one.Certificate.Round).ShouldBe([1, 2]);
    }

    [Fact]
    public void Notices_wait_for_their_calendar()
    {
        var promise = SlaPolicy.For(Priority.P2) with { Policies = 2, Clocks = SlaPolicy.For(Priority.P2).EveryClock(), NoticeCalendar = new CalendarVersion("tuesdays", 1) };
        var desk = new Watched(Opening with { Promise = promise });

        desk.Look(At(31)).ShouldBe(["warned response 75", "breached response"]);
        desk.Events.OfType<ClockBreached>().Single().NotifyAt.ShouldBe(Instant.FromUtc(2026, 3, 3, 9, 0));
    }

    [Fact]
    public void A_document_comes_back_from_its_row_as_it_was()
    {
        var desk = new Watched(Opening, Assignment, Answered(10), new WorkPaused(Ada.Id, PauseReason.Vendor, At(20)));
        desk.Look(At(25));
        var options = new JsonSerializerOptions().AddConventions();

        var text = JsonSerializer.Serialize(desk.Document, options);
        var back = TicketClocksReadModel.Read(text);

        back.Clocks.ShouldBe(desk.Document.Clocks);
        JsonSerializer.Serialize(back, options).ShouldBe(text);
    }

    private static ResponseGiven Answered(int minutes) => new(Ada.Id, Grace.Id, "Hello", At(minutes));

    private static TicketResolved Resolved(int minutes) => new(Ada.Id, Grace.Id, "Done", null, null, null, At(minutes));

    /// <summary>A ticket and its clocks, as the read model and the watcher see them.</summary>
    private sealed class Watched
    {
        private static readonly WorkCalendar tuesdays = WorkCalendar.Create(new CalendarDefinition(
            "tuesdays", 1, "UTC", new Dictionary<IsoDayOfWeek, IReadOnlyList<Frame>> { [IsoDayOfWeek.Tuesday] = [new Frame(new LocalTime(9, 0), new LocalTime(17, 0))] },
            new Dictionary<LocalDate, DayException>(), []));

        private long position;
        private int told;

        public Watched(params object[] happened)
        {
            foreach (var one in happened) Happens(one);
        }

        public ClockDocument Document { get; private set; } = ClockDocument.Initial;

        public List<object> Events { get; } = [];

        public ClockAlarms Alarms => new(Document, key => key.Name == "tuesdays" ? tuesdays : WorkCalendar.AlwaysOpen);

        public Instant? Next => Alarms.Next();

        public void Happens(object happened) => Happens(Document.KnownAt, null, happened);

        public void Happens(Instant recorded, EventMeta? meta, params object[] happened)
        {
            foreach (var one in happened) Document = Document.Apply(Event(one, "ticket-1", recorded, meta));
        }

        public IReadOnlyList<string> Look(Instant now)
        {
            var due = Alarms.Due(now, "resolution");
            foreach (var one in due) Document = Document.Apply(Event(one, "clocks-1", now, null));
            Events.AddRange(due);
            return [.. due.Select(Say)];
        }

        private RecordedEvent Event(object body, string stream, Instant recorded, EventMeta? meta)
        {
            var (read, beside) = (Reread(body), meta ?? new EventMeta { Actor = Ada.Id }); // what the log keeps of it
            return new RecordedEvent(
                new LogPosition("resolution", ++position), stream, stream == "clocks-1" ? ++told : 0, "", "", () => beside, recorded, recorded, () => read);
        }

        private static string Say(object body) => body switch
        {
            ClockWarned one => $"warned {Word(one.Clock)} {one.Percent}",
            ClockBreached one => $"breached {Word(one.Clock)}",
            ClockJudged one => $"judged {Word(one.Clock)} {Hosting.Words.Of(one.Certificate.State)}",
            ClockRejudged one => $"rejudged {Word(one.Clock)} {Hosting.Words.Of(one.Certificate.State)}",
            _ => "",
        };

        private static string Word(ClockName clock) => Hosting.Words.Of(clock);
    }
}
