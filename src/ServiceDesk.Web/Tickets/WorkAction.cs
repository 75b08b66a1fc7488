using ServiceDesk.Web.Services;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Tickets;

/// <summary>
/// One thing a person may do with a ticket: the service that decides, and the fields of its form. The name is what follows the ticket in the address of the
/// service; a # in it stands for a number or an id.
/// </summary>
public sealed record WorkAction(string Name, string Service, string Icon, string Colour, IReadOnlyList<WorkField> Fields)
{
    public const string Judge = "judge";
    public const string Plan = "plan";
    public const string HandOver = "hand-over";
    public const string Join = "join";
    public const string End = "end";

    public static readonly IReadOnlyList<WorkAction> All =
    [
        new("respond", "Resolution", "message", "primary", [WorkField.Text("message")]),
        new("progress", "Resolution", "flag", "primary", [WorkField.Text("message"), WorkField.Line("nextStep"), WorkField.Moment("nextUpdateAt")]),
        new("note", "Resolution", "note", "primary", [WorkField.Text("text") with { Label = "work.note-text" }]),
        new("diagnose", "Resolution", "diagnosis", "primary", [WorkField.Text("findings")]),
        new("resolve", "Resolution", "solved", "success",
            [WorkField.Text("solution"), WorkField.Text("verification.checks"), WorkField.Optional("cause"), WorkField.Optional("measure"), WorkField.Optional("precautions"), WorkField.Optional("verification.sideEffects")]),
        new("confirm", "Resolution", "yes", "success", [WorkField.Optional("comment")]),
        new("reject", "Resolution", "no", "danger", [WorkField.Text("reason")]),
        new("call-back", "Resolution", "headset", "primary",
            [WorkField.Answer("reached"), WorkField.Answer("processSatisfied") with { Required = false }, WorkField.Answer("resultSatisfied") with { Required = false }, WorkField.Optional("note")]),
        new("close", "Resolution", "lock", "primary", []),
        new("survey", "Resolution", "checks", "success", [WorkField.Score("score"), WorkField.Optional("comment")]),
        new("reopen", "Resolution", "cause", "danger", [WorkField.Text("reason") with { Label = "work.reason.back" }]),
        new("answer", "Resolution", "message", "primary", [WorkField.Text("answer")]),
        new("continue", "Resolution", "next", "primary", []),
        new("claim", "Routing", "hand", "primary", [WorkField.Line("reason") with { Required = false, Label = "work.reason.assign" }]),

        new("classify", "Routing", "template", "primary",
            [WorkField.Choice("category", "category.", "hardware", "software", "network", "account", "other") with { Label = "field.category" }, WorkField.Optional("reason") with { Label = "work.reason.classify" }]) { Group = Judge },
        new("grade", "Routing", "scale", "primary",
            [WorkField.Choice("impact", "impact.", "person", "department", "organization") with { Label = "field.impact" }, WorkField.Choice("urgency", "urgency.", "low", "medium", "high") with { Label = "field.urgency" },
             WorkField.Choice("importance", "importance.", "low", "normal", "high"), WorkField.Text("reason") with { Label = "work.reason.grade" }]) { Group = Judge, OnlyChanges = true },
        new("correct", "Intake", "note", "primary",
            [WorkField.Line("values.subject") with { Label = "field.subject" }, WorkField.Text("values.description") with { Label = "field.description" },
             WorkField.Choice("values.kind", "kind.", "incident", "request") with { Label = "field.kind-of" }, WorkField.Line("values.affectedSystem") with { Required = false, Label = "field.system" },
             WorkField.Moment("values.faultAt") with { Label = "field.fault-at" }, WorkField.Line("values.email") with { Required = false, Label = "field.email" },
             WorkField.Line("values.phone") with { Required = false, Label = "field.phone" }, WorkField.Optional("reason") with { Label = "work.reason.correct" }]) { Group = Judge, OnlyChanges = true },
        new("confidential", "Intake", "lock", "danger", [WorkField.GivenAnswer("confidential"), WorkField.Text("reason") with { Label = "work.reason.refuse" }]) { Group = Judge },

        new("take-up", "Resolution", "hand", "primary", []) { Group = Plan },
        new("ask", "Resolution", "question", "primary", [WorkField.Text("question"), WorkField.Moment("until")]) { Group = Plan },
        new("wait", "Resolution", "hourglass", "primary",
            [WorkField.Choice("for", "wait.", "vendor", "approval", "other"), WorkField.Line("vendor") with { Required = false }, WorkField.Line("reference") with { Required = false }, WorkField.Moment("until")]) { Group = Plan },
        new("plan-next", "Resolution", "flag", "primary", [WorkField.Line("nextStep"), WorkField.Moment("due") with { Required = true }]) { Group = Plan },
        new("steps", "Resolution", "diagnosis", "primary",
            [WorkField.Choice("phase", "phase.", "identify", "localise", "assess"), WorkField.Line("check"), WorkField.Text("result"), WorkField.Line("rulesOut") with { Required = false }]) { Group = Plan },
        new("propose", "Resolution", "template", "primary",
            [WorkField.Line("title"), WorkField.Text("text") with { Label = "work.option-text" }, WorkField.Choice("risk", "risk.", "low", "medium", "high"), WorkField.Answer("needsAcceptance") with { Required = false },
             WorkField.Lines("steps"), WorkField.Optional("rollbackPlan")]) { Group = Plan },
        new("remote-consent", "Resolution", "remote", "primary",
            [WorkField.Line("givenBy"), WorkField.Line("scope"), WorkField.Choice("through", "through.", "phone", "chat", "mail", "portal", "in-person"), WorkField.Moment("until") with { Required = true, Label = "work.until.required" }]) { Group = Plan },
        new("remote-sessions", "Resolution", "remote", "primary", [WorkField.Line("tool")]) { Group = Plan },
        new("remote-sessions/end", "Resolution", "remote", "primary", [WorkField.Text("summary") with { Label = "work.remote.summary" }]),

        new("assign", "Routing", "user", "primary", [WorkField.Agent("agent"), WorkField.Team("team"), WorkField.Line("reason") with { Required = false, Label = "work.reason.assign" }]) { Group = HandOver },
        new("escalate", "Routing", "escalate", "primary", [WorkField.Team("team") with { Label = "work.team.next" }, WorkField.Text("reason") with { Label = "work.reason.escalate" }]) { Group = HandOver },
        new("decline", "Routing", "no", "danger", [WorkField.Text("reason") with { Label = "work.reason.decline" }]) { Group = HandOver },
        new("subtasks", "Routing", "checks", "primary",
            [WorkField.Line("title") with { Label = "work.subtask.title" }, WorkField.Team("team") with { Required = true }, WorkField.Agent("owner"), WorkField.Answer("mandatory"), WorkField.Moment("dueAt")]) { Group = HandOver },

        new("links", "Intake", "link", "primary", [WorkField.Ticket("ticket"), WorkField.Choice("relation", "relation.", "related", "duplicate-of", "caused-by", "blocks")]) { Group = Join },
        new("merge", "Intake", "merge", "primary", [WorkField.Ticket("into"), WorkField.Optional("reason") with { Label = "work.reason.optional" }]) { Group = Join },
        new("unmerge", "Intake", "merge", "primary", [WorkField.Optional("reason") with { Label = "work.reason.optional" }]),
        new("major-incident", "Routing", "alert", "danger",
            [WorkField.Line("title") with { Label = "work.major.title" }, WorkField.Choice("updateEvery", "every.", "PT15M", "PT30M", "PT1H", "PT2H", "PT4H")]) { Group = Join },

        new("messages", "Intake", "message", "primary", [WorkField.Text("text")]) { Group = End },
        new("contacts", "Intake", "headset", "primary",
            [WorkField.Choice("channel", "through.", "phone", "chat", "in-person") with { Label = "work.contact.channel" }, WorkField.Choice("direction", "direction.", "incoming", "outgoing"),
             WorkField.Choice("purpose", "purpose.", "report", "inform"), WorkField.Choice("outcome", "outcome.", "reached", "not-reached") with { Required = false, Label = "work.contact.outcome" },
             WorkField.Line("caller") with { Required = false }, WorkField.Moment("occurredAt"), WorkField.Text("transcript")]) { Group = End },
        new("withdraw", "Intake", "leave", "danger", [WorkField.Optional("reason") with { Label = "work.reason.optional" }]) { Group = End },
        new("invalidate", "Intake", "forbidden", "danger", [WorkField.Text("reason") with { Label = "work.reason.told" }]) { Group = End },
    ];

    /// <summary>What is done with a part of the ticket, where that part is shown.</summary>
    public static readonly IReadOnlyList<WorkAction> OfParts =
    [
        new("checklist", "Resolution", "check", "primary", [WorkField.Given("item"), WorkField.Choice("outcome", "outcome.", "done", "failed", "not-applicable"), WorkField.Optional("result") with { Label = "work.tick-result" }]),
        new("use-article", "Resolution", "book", "primary", [WorkField.Given("article"), WorkField.Answer("helped")]),
        new("choose", "Resolution", "check", "primary", [WorkField.GivenNumber("option")]),
        new("approve", "Resolution", "yes", "success", [WorkField.Optional("comment")]),
        new("refuse", "Resolution", "no", "danger", [WorkField.Text("reason") with { Label = "work.reason.refuse" }]),
        new("accept", "Resolution", "yes", "success", [WorkField.Optional("comment") with { Label = "work.accept-how" }]),
        new("decline-plan", "Resolution", "no", "danger", [WorkField.Text("reason") with { Label = "work.reason.refuse" }]),
        new("implement", "Resolution", "check", "primary", [WorkField.GivenNumber("step") with { Required = false }, WorkField.Choice("outcome", "step-outcome.", "done", "changed", "skipped"), WorkField.Optional("note") with { Label = "work.deviation" }]),
        new("rollback", "Resolution", "cause", "danger", [WorkField.Text("reason") with { Label = "work.reason.rollback" }]),
        new("verify", "Resolution", "checks", "success", [WorkField.Answer("passed"), WorkField.Text("checks") with { Label = "work.verification.checks" }, WorkField.Optional("sideEffects") with { Label = "work.verification.sideEffects" }]),
        new("subtasks/#/take", "Routing", "hand", "primary", []),
        new("subtasks/#/done", "Routing", "check", "success", [WorkField.Text("result") with { Label = "work.subtask.result" }]),
        new("subtasks/#/cancel", "Routing", "forbidden", "danger", [WorkField.Text("reason") with { Label = "work.reason.cancel" }]),
        new("subtasks/#/reopen", "Routing", "cause", "primary", [WorkField.Text("reason") with { Label = "work.reason.reopen" }]),
        new("escalations/#/acknowledge", "Routing", "check", "primary", [WorkField.Optional("note")]),
        new("escalations/#/pass-on", "Routing", "escalate", "primary", [WorkField.Agent("to"), WorkField.Optional("note")]),
        new("major-incident/update", "Routing", "message", "primary", [WorkField.Text("message") with { Label = "work.major.message" }]),
        new("major-incident/end", "Routing", "solved", "success", [WorkField.Text("summary")]),
        new("major-incident/review", "Routing", "history", "primary", [WorkField.Text("findings") with { Label = "work.major.findings" }, WorkField.Lines("actions")]),
        new("major-incident/children", "Routing", "link", "primary", [WorkField.Ticket("ticket")]),
        new("major-incident/children/#", "Routing", "link", "danger", []) { Removes = true },
        new("links/#/#", "Intake", "link", "danger", []) { Removes = true },
    ];

    /// <summary>Under which heading it stands; empty = it is part of the work itself.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whether it takes something away.</summary>
    public bool Removes { get; init; }

    /// <summary>Whether its form begins with what stands in the ticket, and only what is changed there is sent.</summary>
    public bool OnlyChanges { get; init; }

    /// <summary>The name of the hidden field that tells with what a field began.</summary>
    public static string Began(string field) => "began." + field;

    /// <summary>The part of the page that shows what came of it; null = the page as a whole.</summary>
    public string? Part => Key switch
    {
        "checklist" or "steps" => "diagnosis",
        "use-article" => "help",
        "links" => "relations",
        "propose" or "choose" or "approve" or "refuse" or "accept" or "decline-plan" or "implement" or "rollback" or "verify" => "plan",
        _ when Key.StartsWith("subtasks", StringComparison.Ordinal) || Key.StartsWith("escalations", StringComparison.Ordinal) || Key.StartsWith("major-incident", StringComparison.Ordinal) => "together",
        _ => null,
    };

    /// <summary>Its name in the keys of the texts and in ids.</summary>
    public string Key => Name.Replace("/#", "", StringComparison.Ordinal).Replace('/', '-');

    /// <summary>The action that an address names; null when there is none.</summary>
    public static WorkAction? Find(string path) => All.Concat(OfParts).FirstOrDefault(action => action.Matches(path.Split('/')));

    /// <summary>What to offer, the next step first. The service decides; this only leaves out what it would refuse.</summary>
    public static IReadOnlyList<WorkAction> For(Person person, Case ticket)
    {
        if (ticket.ArchivedAt is not null) return [];
        var names = new List<string>();
        var works = person.Is("agent", "lead", "admin");
        var asks = person.Is("requester") || person.Id == ticket.Requester;
        var isAsked = ticket.Diagnosis?.Waiting?.For == "requester";
        if (works)
        {
            if (ticket.IsOpen) names.AddRange(Work(person, ticket));
            if (ticket.Status is "confirmed") names.AddRange(["close", "call-back"]);
            if (ticket.Status is "merged") names.Add("unmerge");
        }

        // People without an account confirm by phone; an agent records it.
        if (ticket.Status is "resolved" && (works || asks)) names.AddRange(["confirm", "reject"]);
        if (ticket.Status is "resolved" && works) names.Add("call-back");
        if (asks && ticket.Closing is { Survey: { Until: not null, Score: null } }) names.Add("survey");
        if ((works || asks) && ticket.Closing?.ReopenUntil is not null) names.Add("reopen");
        if (works && !ticket.IsOpen) names.Add("note");
        if (works) names.AddRange(ticket.IsOpen ? ["classify", "grade", "correct"] : ["correct"]);
        if (person.Is("lead", "admin")) names.Add("confidential");
        if (works && ticket.IsOpen) names.AddRange([.. MayTakeUp(person, ticket), "ask", "wait", "plan-next", "steps", "propose", .. Remote(ticket), "assign", "escalate", .. Own(person, ticket), "subtasks", "links", "merge", .. MayLead(ticket)]);
        if (asks && !works && isAsked) names.Add("answer");
        if ((works || asks) && ticket.Status is not "closed") names.Add("messages");
        if (works) names.Add("contacts");
        if (asks && !works && ticket.IsOpen) names.Add("correct");
        if ((works || asks) && ticket.IsOpen) names.Add("withdraw");
        if (works && ticket.IsOpen) names.Add("invalidate");
        return [.. names.Select(name => All.First(action => action.Name == name))];
    }

    /// <summary>The action with exactly this name.</summary>
    public static WorkAction Named(string name) => All.Concat(OfParts).First(action => action.Name == name);

    private bool Matches(string[] path)
    {
        var parts = Name.Split('/');
        return parts.Length == path.Length && parts.Zip(path).All(pair => pair.First == pair.Second || (pair.First == "#" && IsPlace(pair.Second)));
    }

    // A number, an id or a word such as related: nothing that leads elsewhere.
    private static bool IsPlace(string part) => part.Length is > 0 and <= 36 && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static string[] Own(Person person, Case ticket) => ticket.Agent == person.Id ? ["decline"] : [];

    private static string[] Remote(Case ticket) => ticket.Diagnosis switch
    {
        { IsRemote: true } => ["remote-sessions/end"],
        { AllowsRemote: true } => ["remote-sessions", "remote-consent"],
        _ => ["remote-consent"],
    };

    private static string[] MayTakeUp(Person person, Case ticket) => ticket.Diagnosis?.Accepted?.By == person.Id ? [] : ["take-up"];

    private static string[] MayLead(Case ticket) => ticket.Kind == "incident" ? ["major-incident"] : [];

    private static string[] Work(Person person, Case ticket)
    {
        if (ticket.Agent is null && ticket.Team is not null && person.Is("agent", "lead")) return ["claim", "respond", "note"];
        if (ticket.Diagnosis?.Waiting is { } waiting) return waiting.For == "requester" ? ["answer", "continue", "respond", "note"] : ["continue", "respond", "note"];
        if (ticket.RequesterWrote is not null) return ["respond", "progress", "note", "diagnose", "resolve"];
        var last = ticket.Entries.LastOrDefault(entry => entry.Kind is "response" or "progress" or "diagnosis" or "rejection")?.Kind;
        return last switch
        {
            "diagnosis" => ["resolve", "progress", "diagnose", "respond", "note"],
            "response" or "progress" or "rejection" => ["diagnose", "progress", "resolve", "respond", "note"],
            _ => ["respond", "progress", "note", "diagnose", "resolve"],
        };
    }
}

/// <summary>A form that was sent and refused: what was typed is shown again, with the reason. The action is named as in the address of the form.</summary>
public sealed record Draft(string Action, IReadOnlyDictionary<string, string> Texts, string IdempotencyKey, Problem Problem);
