using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Contracts;

/// <summary>What a ticket is: an interruption or degradation of a service, or a request for one.</summary>
public enum TicketKind
{
    /// <summary>A service is interrupted or degraded.</summary>
    Incident,

    /// <summary>Something is asked for, such as access or an installation.</summary>
    Request,
}

/// <summary>How soon it hurts.</summary>
public enum Urgency
{
    /// <summary>Work goes on.</summary>
    Low,

    /// <summary>Work is hindered.</summary>
    Medium,

    /// <summary>Work stands still.</summary>
    High,
}

/// <summary>How many it hurts.</summary>
public enum Impact
{
    /// <summary>One person.</summary>
    Person,

    /// <summary>A department or a group.</summary>
    Department,

    /// <summary>The whole organisation.</summary>
    Organization,
}

/// <summary>How much the affected system matters to the business.</summary>
public enum Importance
{
    /// <summary>Can wait.</summary>
    Low,

    /// <summary>The usual.</summary>
    Normal,

    /// <summary>The business depends on it.</summary>
    High,
}

/// <summary>The order of work; P1 first.</summary>
public enum Priority
{
    /// <summary>Critical.</summary>
    P1,

    /// <summary>High.</summary>
    P2,

    /// <summary>Moderate.</summary>
    P3,

    /// <summary>Low.</summary>
    P4,
}

/// <summary>What is promised of a ticket. Every ticket carries a response and a resolution; the others are a policy's.</summary>
public enum ClockName
{
    /// <summary>Until the requester first hears from a person.</summary>
    Response,

    /// <summary>Until the ticket is resolved.</summary>
    Resolution,

    /// <summary>Until the diagnosis is completed.</summary>
    Diagnosis,

    /// <summary>Until the requester hears again, over and over.</summary>
    Update,
}

/// <summary>The roles that people and systems may have.</summary>
public static class Roles
{
    /// <summary>Another system that posts tickets and reads its results.</summary>
    public const string System = "system";

    /// <summary>A person who asks for help and follows the own tickets.</summary>
    public const string Requester = "requester";

    /// <summary>A person who works on tickets.</summary>
    public const string Agent = "agent";

    /// <summary>A person who leads agents.</summary>
    public const string Lead = "lead";

    /// <summary>A person who reads the audit trail.</summary>
    public const string Auditor = "auditor";

    /// <summary>A person who reads reports.</summary>
    public const string Analyst = "analyst";

    /// <summary>A person who runs the desk.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [System, Requester, Agent, Lead, Auditor, Analyst, Admin];
}

/// <summary>The logs of the services, by the names that stand in event ids.</summary>
public static class Logs
{
    /// <summary>Intake's log.</summary>
    public const string Intake = "intake";

    /// <summary>Routing's log.</summary>
    public const string Routing = "routing";

    /// <summary>Resolution's log.</summary>
    public const string Resolution = "resolution";

    /// <summary>Analytics' log: the ledger.</summary>
    public const string Analytics = "analytics";
}

/// <summary>The names of streams.</summary>
public static class Streams
{
    /// <summary>The stream of a ticket in each service's own log.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public static string Ticket(Guid ticket) => $"ticket-{ticket}";

    /// <summary>The stream of the recorded reads of a ticket, apart so that reading does not move its version.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public static string Reads(Guid ticket) => $"reads-{ticket}";

    /// <summary>The stream of the mails that the desk sends about a ticket, apart so that sending does not move the ticket's version.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public static string Mails(Guid ticket) => $"mails-{ticket}";

    /// <summary>The stream of the warnings, breaches and judgements of a ticket's clocks, apart so that time passing does not move the ticket's version.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public static string Clocks(Guid ticket) => $"clocks-{ticket}";

    /// <summary>The stream of a working calendar.</summary>
    /// <param name="calendar">Its name.</param>
    public static string Calendar(string calendar) => $"calendar-{calendar}";

    /// <summary>The stream of the SLA policies.</summary>
    public const string SlaPolicies = "sla-policies";

    /// <summary>The stream of the suspicions that a ticket is a duplicate, apart so that suspecting does not move the ticket's version.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public static string Duplicates(Guid ticket) => $"duplicates-{ticket}";

    /// <summary>The stream of a person.</summary>
    /// <param name="person">The opaque id.</param>
    public static string Person(string person) => $"person-{person}";

    /// <summary>The stream of a customer organisation.</summary>
    /// <param name="organization">Its id.</param>
    public static string Organization(string organization) => $"organization-{organization}";

    /// <summary>The stream of the service catalogue.</summary>
    public const string Catalogue = "catalogue";

    /// <summary>The stream of the playbooks.</summary>
    public const string Playbooks = "playbooks";

    /// <summary>The stream of a schedule that makes tickets.</summary>
    /// <param name="schedule">Its id.</param>
    public static string Schedule(string schedule) => $"schedule-{schedule}";

    /// <summary>The stream of the rule by which tickets are closed.</summary>
    public const string ClosingRules = "closing-rules";

    /// <summary>The stream of the follow-up to a requester's discontent with a ticket.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public static string FollowUp(Guid ticket) => $"followup-{ticket}";

    /// <summary>The stream of a knowledge article.</summary>
    /// <param name="article">Its id.</param>
    public static string Article(Guid article) => $"article-{article}";

    /// <summary>The stream of those whom an article helped on a day, apart so that helping does not move the article's version.</summary>
    /// <param name="article">The article's id.</param>
    /// <param name="day">The day in UTC.</param>
    public static string Helped(Guid article, LocalDate day) => $"helped-{article}-{LocalDatePattern.Iso.Format(day)}";

    /// <summary>The stream of a ticket's escalations to management, apart so that time passing does not move the ticket's version.</summary>
    /// <param name="ticket">The ticket's id.</param>
    public static string Escalations(Guid ticket) => $"escalations-{ticket}";

    /// <summary>The stream of a major incident.</summary>
    /// <param name="ticket">The ticket that leads it.</param>
    public static string MajorIncident(Guid ticket) => $"major-{ticket}";

    /// <summary>The stream of an API key.</summary>
    /// <param name="key">The key's public id.</param>
    public static string Key(string key) => $"key-{key}";
}
