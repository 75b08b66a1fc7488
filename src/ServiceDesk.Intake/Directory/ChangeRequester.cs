using System.Globalization;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Sets all that is known of somebody who asks for help.</summary>
internal sealed record ChangeRequester(
    string? Id, string Organization, string Name, IReadOnlyList<string> Emails, IReadOnlyList<string> Phones, string? Language, bool Vip, string? Location, string? Department)
    : ICsvRow<ChangeRequester>
{
    private const int MostAddresses = 20;

    public static CsvTable Table { get; } = new(
        [
            new("id", CellKind.Text), new("organization", CellKind.Text), new("name", CellKind.Text), new("emails", CellKind.Texts), new("phones", CellKind.Texts),
            new("language", CellKind.Text), new("vip", CellKind.Flag), new("location", CellKind.Text), new("department", CellKind.Text),
        ],
        ["organization", "name"]);

    /// <summary>Whom it finds without a look into the directory: by the first address, else by the name.</summary>
    public string Key => Emails.Count > 0 ? Emails[0] : Name;

    public IEnumerable<string> Touches => [Id ?? "", .. Emails.Append(Name).Select(one => $"{Organization}\n{DirectoryWords.Address(one)}")];

    public static ChangeRequester Read(Input input)
    {
        var organization = HomeOrganization.Read(input);
        if (organization is null) input.Require("organization");
        var command = new ChangeRequester(
            input.Text("id", 63), organization ?? "", input.RequiredText("name", 200), Addresses(input, "emails", 254), Addresses(input, "phones", 50),
            DeskLanguage.Read(input), input.Truth("vip") ?? false, input.Text("location", 200), input.Text("department", 200));
        if (command.Emails.Any(email => !SubmitTicket.EmailShape().IsMatch(email))) input.Refuse("emails", "must be e-mail addresses");
        return command;
    }

    /// <summary>Decides for the requester of an id.</summary>
    /// <param name="contact">What was recorded.</param>
    /// <param name="id">The id.</param>
    /// <param name="knownIn">The organisation in which the desk knows this id, from what was recorded or from a sign-in; null = nowhere.</param>
    /// <param name="isDerived">Whether the id was made from <see cref="Key"/> instead of being known.</param>
    /// <param name="actor">Who acts.</param>
    public Decision Decide(Contact contact, string id, string? knownIn, bool isDerived, Actor actor)
    {
        var home = contact.Current?.Organization ?? knownIn;
        if (home is null && !isDerived) return Decision.Missing;
        if (home is not null && actor.Organization is { } bound && bound != home) return Decision.Missing;
        if (home is not null && home != Organization) return Decision.Invalid("organization", "cannot change: the id holds for one organisation");
        if (isDerived && contact.Current is { } other && !other.HasAddress(Key) && other.Name != Key)
            return Decision.Reject("address-was-used", "This was the address or name of a requester who has another now; name the requester's id.");
        var changed = new RequesterChanged(id, Organization, Name, Emails, Phones, Language, Vip, Location, Department);
        return contact.Current is { } now && now.Emails.SequenceEqual(Emails) && now.Phones.SequenceEqual(Phones) && now with { Emails = Emails, Phones = Phones } == changed
            ? Decision.Nothing
            : Decision.Accept(changed);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/requesters/{id}", (string id, Body<ChangeRequester> body, Act act, DirectoryChanges changes, HttpResponse response, CancellationToken cancel) =>
            body.Value.Id is { } sent && sent != id
                ? Task.FromResult<IResult>(Problem.Field("id", "is another than in the address"))
                : Put(body.Value with { Id = id }, act, changes, response, cancel))
            .For(Roles.Admin, Roles.Lead).Accepts<ChangeRequester>("application/json").Produces<ChangeAnswer>().WithSummary("Sets what is known of a requester.");

        routes.MapPut("/requesters", (Body<ChangeRequester> body, Act act, DirectoryChanges changes, HttpResponse response, CancellationToken cancel) =>
            Put(body.Value, act, changes, response, cancel))
            .For(Roles.Admin, Roles.Lead).Accepts<ChangeRequester>("application/json").Produces<ChangeAnswer>()
            .WithSummary("Sets what is known of the requester with this organisation and e-mail address (or name, without one).");

        routes.MapPost("/requesters/csv", (HttpContext context, Act act, DirectoryChanges changes, CancellationToken cancel) =>
            CsvUpsert.Post<ChangeRequester>(context, act, row => changes.Change(row.Command!, act, null, cancel, row.Has), cancel))
            .For(Roles.Admin, Roles.Lead).Accepts<string>(CsvUpsert.MediaType).Produces<string>(200, CsvUpsert.AnswerType).WithSummary("Sets many requesters from CSV.");
    }

    /// <summary>The same with the values of columns that the file does not have as they are.</summary>
    public ChangeRequester Keeping(RequesterChanged now, Predicate<string> has) => this with
    {
        Emails = has("emails") ? Emails : now.Emails,
        Phones = has("phones") ? Phones : now.Phones,
        Language = has("language") ? Language : now.Language,
        Vip = has("vip") ? Vip : now.Vip,
        Location = has("location") ? Location : now.Location,
        Department = has("department") ? Department : now.Department,
    };

    private static async Task<IResult> Put(ChangeRequester command, Act act, DirectoryChanges changes, HttpResponse response, CancellationToken cancel)
    {
        var changed = await changes.Change(command, act, act.IfMatch, cancel);
        return changed.ToHttp(response, $"/requesters/{changed.Id}");
    }

    private static List<string> Addresses(Input input, string name, int longest)
    {
        var texts = new List<string>();
        foreach (var text in input.Texts(name, longest).Select(one => one.Trim()))
        {
            if (text.Length == 0) input.Refuse(name, "must not be blank");
            else if (!texts.Contains(text, StringComparer.OrdinalIgnoreCase)) texts.Add(text);
        }
        if (texts.Count > MostAddresses) input.Refuse(name, string.Create(CultureInfo.InvariantCulture, $"are more than {MostAddresses}"));
        return texts;
    }
}
