using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Tickets;

/// <summary>What stands in the portal's form: by the paths of a submission, as typed.</summary>
public sealed record TicketForm(RequestType? Type, IReadOnlyDictionary<string, string> Values)
{
    private static readonly string[] paths =
    [
        "kind", "subject", "description", "impact", "urgency", "category", "affectedSystem", "faultAt",
        "requester.name", "requester.email", "requester.phone", "requester.organization",
    ];

    public string this[string path] => Values.GetValueOrDefault(path, "");

    /// <summary>The form as it is opened: with what the template prepares, and without what the type supplies.</summary>
    public static TicketForm Begin(Person person, RequestType? type, TicketTemplate? template)
    {
        var values = new Dictionary<string, string> { ["kind"] = "incident", ["requester.organization"] = person.Organization ?? "" };
        if (type is null) (values["impact"], values["urgency"]) = ("person", "medium");
        if (template is not null)
        {
            (values["subject"], values["description"]) = (template.Subject, template.Description ?? "");
            foreach (var (path, text) in template.Values) values[path] = text;
        }
        return new(type, values);
    }

    /// <summary>The same with a subject that was written elsewhere; a template's own stays.</summary>
    public TicketForm About(string? subject) => string.IsNullOrWhiteSpace(subject) || this["subject"].Length > 0
        ? this
        : this with { Values = new Dictionary<string, string>(Values) { ["subject"] = subject.Trim()[..Math.Min(subject.Trim().Length, 300)] } };

    public static TicketForm Read(IFormCollection form, RequestType? type)
    {
        var extra = (type?.Fields ?? []).Select(field => "fields." + field.Name);
        return new(type, paths.Concat(extra).ToDictionary(path => path, path => form[path].ToString().ReplaceLineEndings("\n").Trim()));
    }

    /// <summary>What the person need not be asked, because the desk knows who is signed in.</summary>
    public TicketForm For(Person person)
    {
        var values = Values.ToDictionary();
        if (person.Organization is { } own) values["requester.organization"] = own;
        if (!person.OnlyAsks) return this with { Values = values };
        values["requester.name"] = person.Name;
        if (this["requester.email"].Length == 0 && person.Email is { } email) values["requester.email"] = email;
        return this with { Values = values };
    }

    public bool Requires(string path) => Type?.Required.Contains(path) ?? path is "kind" or "subject" or "requester.name" or "requester.organization";

    /// <summary>What the desk takes when nothing is said; null when it decides by itself.</summary>
    public string? Supplied(string path) => path switch
    {
        "impact" => Type?.Defaults?.Impact,
        "urgency" => Type?.Defaults?.Urgency,
        "category" => Type?.Defaults?.Category,
        _ => null,
    };

    /// <summary>A requester is asked what the type needs and nothing that it supplies.</summary>
    public bool Asks(Visitor visitor, string path) => Requires(path) || !visitor.Person!.OnlyAsks || this[path].Length > 0
        || (path is "impact" or "urgency" or "category" && Supplied(path) is null);

    /// <summary>The submission of Intake; what was left empty is left out.</summary>
    public object ToTicket(Visitor visitor) => new
    {
        requestType = Type?.Id,
        kind = Type?.Kind is null ? Given("kind") : null,
        subject = this["subject"],
        description = Given("description"),
        impact = Given("impact"),
        urgency = Given("urgency"),
        category = Given("category"),
        affectedSystem = Given("affectedSystem"),
        faultAt = Given("faultAt") is { } local ? visitor.InstantOf(local) is { } at ? InstantPattern.ExtendedIso.Format(at) : local : null,
        channel = "portal",
        language = visitor.Person!.OnlyAsks ? visitor.Language[..2] : null,
        requester = new { name = Given("requester.name"), email = Given("requester.email"), phone = Given("requester.phone"), organization = Given("requester.organization") },
        fields = Type?.Fields.Where(field => Given("fields." + field.Name) is not null).ToDictionary(field => field.Name, field => this["fields." + field.Name]) is { Count: > 0 } fields ? fields : null,
    };

    private string? Given(string path) => this[path] is { Length: > 0 } text ? text : null;
}
