using System.Text.Json.Nodes;
using static ServiceDesk.Web.Administration.DocumentField;

namespace ServiceDesk.Web.Administration;

/// <summary>All that is edited as documents.</summary>
internal static class Documents
{
    private static readonly string[] priorities = ["p1", "p2", "p3", "p4"];
    private static readonly string[] impacts = ["person", "department", "organization"];
    private static readonly string[] urgencies = ["low", "medium", "high"];
    private static readonly string[] levels = ["low", "normal", "high"];
    private static readonly string[] categories = ["hardware", "software", "network", "account", "other"];
    private static readonly string[] kinds = ["incident", "request"];
    private static readonly string[] steps =
    [
        "submitted", "routed", "owned", "taken-up", "responded", "diagnosed", "chosen", "approval-needed", "approved", "implemented", "verified", "resolved", "confirmed", "called-back", "auto-closed", "closed", "rejected",
        "reopened", "ended", "restored",
    ];
    private static readonly string[] languages = ["zh", "en"];
    private static readonly string[] days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private static readonly DocumentField names = Group("names", Line("zh") with { Required = true }, Line("en") with { Required = true });
    private static readonly DocumentField labels = names with { Name = "labels" };
    private static readonly DocumentField[] week = [.. days.Select(day => new DocumentField(day, FieldKind.Frames))];

    public static readonly IReadOnlyList<Document> All =
    [
        new("organizations", "Intake", "/organizations/{id}",
        [
            Line("name") with { Required = true }, Lines("domains"), Choice("language", "kb.language.", languages), Line("timeZone"),
            Choice("unknownSenders", "admin.o.unknown.", "create", "hold", "refuse"),
            Group("contract", Line("reference") with { Required = true }, Line("level"), new("validFrom", FieldKind.Date), new("validUntil", FieldKind.Date)) with { Optional = true },
        ])
        { Event = "intake.organization-changed.v1", EventKey = "organization", List = "organizations" },

        new("requesters", "Intake", "/requesters/{id}",
        [
            Line("name") with { Required = true }, ChoiceOf("organization", "organizations") with { Required = true }, Lines("emails"), Lines("phones"), Choice("language", "kb.language.", languages),
            Line("location"), Line("department"), Truth("vip"),
        ])
        { New = new(HttpMethod.Put, "/requesters", "\"0\""), Event = "intake.requester-changed.v1", EventKey = "requester", List = "requesters" },

        new("systems", "Intake", "/systems/{id}",
        [
            Line("nameZh"), Line("nameEn"), Lines("aliases"), ChoiceOf("organization", "organizations"), Choice("importance", "importance.", levels), ChoiceOf("team", "teams"),
            Choice("category", "category.", categories), Truth("retired"),
        ])
        { Event = "intake.system-changed.v1", EventKey = "system", List = "systems" },

        new("teams", "Routing", "/teams",
        [
            Line("name") with { Required = true }, Picks("categories", "category.", categories), PicksOf("members", "agents"), ChoiceOf("lead", "agents"),
            Level("tier", "admin.o.tier.", "1", "2", "3"), ChoiceOf("next", "teams"),
        ])
        { Target = "/teams/{id}", Within = Team, Event = "routing.team-defined.v1", EventKey = "team", List = "teams" },

        new("skills", "Routing", "/skills", [names]) { Target = "/skills/{id}", Within = ById, Event = "routing.skill-defined.v1", EventKey = "skill", List = "roster" },

        new("agents", "Routing", "/roster/agents/{id}",
        [
            Level("tier", "admin.o.tier.", "1", "2", "3"), Whole("capacity"), Whole("cap"), Picks("languages", "kb.language.", languages), ChoiceOf("manager", "agents"),
            Items("skills", "skill from", ChoiceOf("skill", "skills") with { Required = true }, Whole("level") with { Required = true }, new("from", FieldKind.Date), new("until", FieldKind.Date)),
            Line("zone"), Group("shifts", week) with { Optional = true },
            Items("onCall", "from", new("from", FieldKind.Moment) { Required = true }, new("to", FieldKind.Moment) { Required = true }) with { Seldom = true },
        ])
        { Within = (answer, _) => answer["profile"], Event = "routing.agent-described.v1", EventKey = "agent", List = "roster" },

        new("catalogue", "Intake", "/catalogue",
        [
            Items("requestTypes", "id",
                Id(), Choice("kind", "kind.", kinds), names,
                Picks("required", "admin.o.required.", "description", "impact", "urgency", "category", "faultAt", "affectedSystem", "email", "phone", "contact"),
                Group("defaults", Choice("impact", "impact.", impacts), Choice("urgency", "urgency.", urgencies), Line("category")) with { Optional = true },
                Items("fields", "name",
                    Line("name") with { Required = true }, Choice("type", "admin.o.type.", "text", "number", "date", "choice", "boolean") with { Required = true }, labels, Truth("required"), Whole("longest"),
                    Items("choices", "value", Line("value") with { Required = true }, labels)),
                Items("templates", "id", Id(), names, Line("subject") with { Required = true }, Paragraph("description"), new("values", FieldKind.Values))),
            Items("categories", "id", Id(), Line("parent"), names) with { Seldom = true },
        ])
        { Event = "intake.catalogue-defined.v1", IsDated = true, Roles = ["admin"] },

        new("matrix", "Routing", "/priority-matrix",
        [
            Items("cells", "importance impact urgency",
                Choice("impact", "impact.", impacts), Choice("urgency", "urgency.", urgencies), Choice("importance", "importance.", levels), Choice("priority", "priority.", priorities)) with { Fixed = true },
            Group("vip", Whole("steps"), Lines("requesters"), Lines("systems")),
            Items("majorIncidents", "id",
                Id(), Choice("impact", "impact.", impacts), Choice("urgency", "urgency.", urgencies), Choice("importance", "importance.", levels), Choice("priority", "priority.", priorities),
                Picks("categories", "category.", categories)),
        ])
        { Event = "routing.priority-matrix-defined.v1", IsDated = true },

        new("assignment", "Routing", "/assignment-rules",
        [
            Items("priorities", "priority",
                Choice("priority", "priority.", priorities) with { Required = true }, Whole("points") with { Required = true }, Length("mayWait"), Length("ownership"), Truth("onCall")),
            Items("requirements", null,
                Picks("categories", "category.", categories), PicksOf("requestTypes", "requestTypes"), Lines("systems"),
                Items("skills", "skill", ChoiceOf("skill", "skills") with { Required = true }, Whole("level") with { Required = true }), Level("tier", "admin.o.tier.", "1", "2", "3"), Truth("requesterLanguage")),
            Group("affinity", Whole("requester"), Whole("system")),
        ])
        { Event = "routing.assignment-rules-defined.v1", IsDated = true, List = "rules" },

        new("classification", "Routing", "/classification-rules",
        [
            Items("rules", "id",
                Id(), Choice("category", "category.", categories) with { Required = true }, ChoiceOf("requestType", "requestTypes"), Truth("overrides"),
                Items("when", null, Line("field") with { Required = true }, Lines("any") with { Required = true })),
            Group("suggestion", Whole("leastClosed"), Whole("decidesFrom")),
        ])
        { Event = "routing.classification-rules-defined.v1", IsDated = true, List = "rules" },

        new("escalation", "Routing", "/escalation-rules",
        [
            Items("rules", "id",
                Id(), Choice("trigger", "admin.o.trigger.", "elapsed", "breach", "severe", "no-activity", "hops", "unrouted", "suspected") with { Required = true }, Whole("level") with { Required = true },
                Picks("priorities", "priority.", priorities), Choice("clock", "clock.", "response", "diagnosis", "update", "resolution"), Whole("percent"), Whole("hours"), Whole("hops")),
            Group("hours", Line("zone") with { Required = true },
                Items("days", "day from", Choice("day", "admin.f.", days) with { Required = true }, Line("from") with { Required = true }, Line("to") with { Required = true })) with { Optional = true },
        ])
        { Event = "routing.escalation-rules-defined.v1", IsDated = true, List = "rules" },

        new("approval", "Resolution", "/approval-rules",
        [
            Items("rules", "id",
                Id(), Picks("risks", "admin.o.risk.", "low", "medium", "high"), Picks("categories", "category.", categories), Lines("systems"),
                Truth("requesterAccepts"), Truth("rollbackPlan"),
                Items("steps", "name",
                    Line("name") with { Required = true }, Whole("quorum"), Picks("roles", "role.", "agent", "lead", "admin"), PicksOf("approvers", "agents"))),
        ])
        { Event = "resolution.approval-rules-defined.v1", IsDated = true, List = "rules" },

        new("closing", "Resolution", "/closing-rules",
        [
            Whole("autoCloseWorkingDays"), Whole("reopenDays") with { Required = true }, Whole("surveyDays"), Whole("followUpScore") with { Required = true },
            Whole("followUpWorkingDays") with { Required = true }, ChoiceOf("followUpOwner", "agents"), Whole("archiveDays"), Truth("callBack"), Picks("explainedCategories", "category.", categories),
        ])
        { Event = "resolution.closing-rule-defined.v1", IsDated = true, List = "rules" },

        new("playbooks", "Resolution", "/playbooks",
        [
            Items("playbooks", "category",
                Choice("category", "category.", categories) with { Required = true },
                Items("items", "code", Line("code") with { Required = true }, names with { Name = "texts" })),
        ])
        { Event = "resolution.playbooks-defined.v1", IsDated = true, List = "rules" },

        new("problem-rules", "Resolution", "/problem-rules",
        [
            Whole("windowDays") with { Required = true }, Whole("sameSystem") with { Required = true }, Whole("similarText") with { Required = true }, Whole("similarity") with { Required = true },
            Picks("highImpact", "priority.", priorities), Truth("organizationWide"), Picks("unknownCause", "priority.", priorities), Whole("regrowth") with { Required = true },
            Items("causeCodes", "id", Id(), names),
        ])
        { Recorded = ProblemRules, Event = "resolution.problem-rules-defined.v1", IsDated = true, List = "rules" },

        new("process-model", "Analytics", "/process-model",
        [
            Items("rules", "id",
                Id(), Choice("step", "admin.o.step.", steps) with { Required = true }, Picks("needs", "admin.o.step.", steps), Choice("when", "admin.o.step.", steps), Truth("again")),
        ])
        { Event = "analytics.process-model-defined.v1", IsDated = true, List = "rules" },

        new("score-rules", "Analytics", "/score-rules",
        [
            Items("rules", "id",
                Id(), Line("what") with { Required = true }, Line("event") with { Required = true }, new("where", FieldKind.Values), Choice("subject", "admin.o.subject.", "person", "team") with { Required = true },
                Line("field"), Whole("points") with { Required = true }),
        ])
        { Event = "analytics.score-rules-defined.v1", IsDated = true, List = "rules", Roles = ["admin"] },

        new("risk-table", "Analytics", "/risk-table",
        [
            Items("scores", null, new DocumentField("impacts", FieldKind.Wholes)) with { Fixed = true },
            Items("levels", "level", Choice("level", "register.level.", "low", "medium", "high", "critical") with { Required = true }, Whole("from") with { Required = true }),
        ])
        { Recorded = RiskScores, Event = "analytics.risk-table-defined.v1", IsDated = true, List = "rules", Roles = ["admin"] },

        new("calendars", "Resolution", "/calendars/{id}",
        [
            Line("zone") with { Required = true }, Group("week", week), new("dates", FieldKind.Days), new("yearly", FieldKind.Yearly),
        ])
        { Event = "resolution.working-calendar-defined.v1", EventKey = "calendar", IsDated = true, IsRunning = true, List = "calendars" },

        new("sla", "Resolution", "/sla/policies",
        [
            Items("policies", "id",
                Id(), PicksOf("organizations", "organizations"), Lines("services"), Picks("kinds", "kind.", kinds), ChoiceOf("noticeCalendar", "calendars"),
                Items("targets", "priority",
                    Choice("priority", "priority.", priorities) with { Required = true }, Clock("response"), Clock("resolution"), Clock("update") with { Optional = true }, Clock("diagnosis") with { Optional = true })),
        ])
        { Event = "resolution.sla-policies-defined.v1", IsDated = true, IsRunning = true },

        new("recurring", "Intake", "/schedules",
        [
            Line("cron") with { Required = true }, Line("zone") with { Required = true }, new("effectiveFrom", FieldKind.Moment), new("until", FieldKind.Moment),
            Group("ticket",
                Choice("kind", "kind.", kinds) with { Required = true }, Line("subject") with { Required = true }, Paragraph("description"),
                Group("requester", Line("name") with { Required = true }, ChoiceOf("organization", "organizations") with { Required = true }, Line("email"), Line("phone")),
                Choice("impact", "impact.", impacts), Choice("urgency", "urgency.", urgencies), Choice("category", "category.", categories), Line("affectedSystem"),
                ChoiceOf("requestType", "requestTypes"), Choice("language", "kb.language.", languages), new("fields", FieldKind.Values)),
        ])
        { Target = "/schedules/{id}", Within = ById, Recorded = RecurringTicket.Shown, Event = "intake.schedule-defined.v1", EventKey = "schedule", List = "recurring" },

        new("templates", "Intake", "/mail/templates", [Line("subject") with { Required = true }, Paragraph("body") with { Required = true }])
        { Target = "/mail/templates/{id}", Within = Template, Event = "intake.mail-template-defined.v1", EventKey = "template", List = "templates" },

        new("webhooks", "Intake", "/webhooks/{id}",
        [
            Line("url") with { Required = true }, Lines("types") with { Required = true }, ChoiceOf("organization", "organizations"), Line("description"),
        ])
        { New = new(HttpMethod.Post, "/webhooks", null), Event = "intake.webhook-defined.v1", EventKey = "webhook", List = "webhooks", Roles = ["admin"] },

        new("sources", "Intake", "/channels/webhooks/{id}",
        [
            Line("channel"), ChoiceOf("organization", "organizations"), Choice("verification", "admin.o.verification.", "none", "standard-webhooks", "hmac-sha256"), Line("header"),
            Truth("appends"), Truth("rotateSecret"),
            Items("sources", "field from value", Line("field") with { Required = true }, Choice("from", "admin.o.from.", "pointer", "template", "constant") with { Required = true }, Line("value") with { Required = true }),
            Items("meanings", "field", Line("field") with { Required = true }, new("values", FieldKind.Values)) with { Seldom = true },
            Lines("eventTypes") with { Seldom = true },
        ])
        {
            Within = (answer, _) => SourceMapping.Shown(answer["versions"]?[0]?["definition"]), Recorded = recorded => SourceMapping.Shown(recorded["definition"]), Sent = SourceMapping.Sent, Named = SourceMapping.Named,
            Event = "intake.channel-defined.v1", EventKey = "webhook", List = "sources", Roles = ["admin"],
        },
    ];

    public static Document? Find(string slug) => All.FirstOrDefault(one => one.Slug == slug);

    private static DocumentField Clock(string name) => Group(name,
        Length("target") with { Required = true }, ChoiceOf("calendar", "calendars"), new("warnings", FieldKind.Wholes),
        Picks("pauses", "admin.o.pause.", "requester", "vendor", "approval", "other") with { Seldom = true },
        Choice("reopening", "admin.o.reopening.", "resume", "restart", "keep-first") with { Seldom = true });

    private static JsonNode? ById(JsonNode answer, string id) => (answer["items"] as JsonArray)?.FirstOrDefault(one => DocumentJson.Text(one?["id"]) == id);

    /// <summary>A team as it can be sent back: its members by their ids.</summary>
    private static JsonNode? Team(JsonNode answer, string id)
    {
        if (ById(answer, id)?.DeepClone() is not JsonObject team) return null;
        team["members"] = DocumentJson.Texts((team["members"] as JsonArray ?? []).Select(member => DocumentJson.Text(member?["person"])));
        return team;
    }

    /// <summary>The rules as the service shows them: it records those of repeats together.</summary>
    private static JsonNode? ProblemRules(JsonNode recorded)
    {
        var rules = recorded["repeats"]?.DeepClone() as JsonObject ?? [];
        rules["causeCodes"] = recorded["causeCodes"]?.DeepClone();
        return rules;
    }

    /// <summary>The table as the service shows it: it records the rows bare.</summary>
    private static JsonNode? RiskScores(JsonNode recorded)
    {
        var table = recorded.DeepClone();
        table["scores"] = DocumentJson.Array((recorded["scores"] as JsonArray ?? []).Select(row => (JsonNode?)new JsonObject { ["impacts"] = row?.DeepClone() }));
        return table;
    }

    private static JsonNode? Template(JsonNode answer, string id) =>
        (answer["items"] as JsonArray)?.FirstOrDefault(one => $"{DocumentJson.Text(one?["name"])}~{DocumentJson.Text(one?["language"])}" == id);
}
