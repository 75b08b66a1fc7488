using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Sets all that is known of a customer organisation; registers it when it is new.</summary>
internal sealed partial record ChangeOrganization(
    string? Id, string Name, IReadOnlyList<string> Domains, CustomerContract? Contract, string? Language, string? TimeZone, UnknownSenders UnknownSenders)
    : ICsvRow<ChangeOrganization>
{
    private const int MostDomains = 100;

    public static CsvTable Table { get; } = new(
        [
            new("id", CellKind.Text), new("name", CellKind.Text), new("domains", CellKind.Texts), new("contract.reference", CellKind.Text),
            new("contract.level", CellKind.Text), new("contract.validFrom", CellKind.Text), new("contract.validUntil", CellKind.Text),
            new("language", CellKind.Text), new("timeZone", CellKind.Text), new("unknownSenders", CellKind.Text),
        ],
        ["id", "name"]);

    public IEnumerable<string> Touches => [Id!, .. Domains];

    public static ChangeOrganization Read(Input input)
    {
        var id = input.Text("id", 63);
        if (id is not null && !RegisterOrganization.IdShape().IsMatch(id)) input.Refuse("id", "must be a lower-case word: letters, digits and dashes");
        var zone = input.Text("timeZone", 100);
        if (zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null) input.Refuse("timeZone", "must be an IANA time zone such as Asia/Shanghai");
        return new ChangeOrganization(
            id, input.RequiredText("name", 200), ReadDomains(input), input.Object("contract", ReadContract), DeskLanguage.Read(input), zone,
            input.Word<UnknownSenders>("unknownSenders") ?? UnknownSenders.Create);
    }

    public Decision Decide(CustomerOrganization organization, string id, MailDomains domains)
    {
        var foreign = Domains.Where(domain => domains.Owners.TryGetValue(domain, out var owner) && owner != id).ToList();
        if (foreign.Count > 0) return Decision.Invalid("domains", $"belong to another organisation: {string.Join(", ", foreign)}");
        var changed = new OrganizationChanged(id, Name, Domains, Contract, Language, TimeZone, UnknownSenders);
        return organization.Current switch
        {
            null => Decision.Accept(new OrganizationRegistered(id, Name), changed),
            { } now when now.Domains.SequenceEqual(Domains) && now with { Domains = Domains } == changed => Decision.Nothing,
            _ => Decision.Accept(changed),
        };
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/organizations/{id}", async (
            string id, Body<ChangeOrganization> body, Act act, DirectoryChanges changes, AccessChanges access, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is { } bound && bound != id) return Problem.NotFound;
            RefuseBound(act.Actor);
            if (id.Length > 63 || !RegisterOrganization.IdShape().IsMatch(id)) return Problem.Field("id", "must be a lower-case word: letters, digits and dashes");
            if (body.Value.Id is { } sent && sent != id) return Problem.Field("id", "is another than in the address");
            var changed = await changes.Change(body.Value with { Id = id }, act, act.IfMatch, cancel);
            if (changed.Problem is null) await access.Settle(changed.Position, cancel);
            return changed.ToHttp(response, $"/organizations/{id}");
        }).For(Roles.Admin, Roles.Lead).Accepts<ChangeOrganization>("application/json").Produces<ChangeAnswer>()
            .WithSummary("Sets what is known of a customer organisation.");

        routes.MapGet("/organizations/{id}", (string id, Actor actor, OrganizationDirectory directory, AccessDirectory access, HttpResponse response) =>
        {
            if ((actor.Organization is { } bound && bound != id) || !access.Organizations.TryGetValue(id, out var name)) return (IResult)Problem.NotFound;
            var known = directory.Find(id);
            if (known is not null) response.Headers.ETag = OutcomeHttp.ETag(known.Version);
            return TypedResults.Ok(OrganizationView.Of(id, name, known?.Value, actor));
        }).For([.. Roles.All]).Produces<OrganizationView>().WithSummary("A customer organisation.");

        routes.MapPost("/organizations/csv", async (HttpContext context, Act act, DirectoryChanges changes, AccessChanges access, CancellationToken cancel) =>
        {
            RefuseBound(act.Actor);
            long last = 0;
            var answer = await CsvUpsert.Post<ChangeOrganization>(context, act, async row =>
            {
                var changed = await changes.Change(row.Command!, act, null, cancel, row.Has);
                last = Math.Max(last, changed.Position);
                return changed;
            }, cancel);
            if (last > 0) await access.Settle(last, cancel);
            return answer;
        }).For(Roles.Admin, Roles.Lead).Accepts<string>(CsvUpsert.MediaType).Produces<string>(200, CsvUpsert.AnswerType)
            .WithSummary("Sets many customer organisations from CSV.");
    }

    /// <summary>The same with the values of columns that the file does not have as they are.</summary>
    public ChangeOrganization Keeping(OrganizationChanged now, Predicate<string> has) => this with
    {
        Domains = has("domains") ? Domains : now.Domains,
        Contract = has("contract.reference") ? Contract : now.Contract,
        Language = has("language") ? Language : now.Language,
        TimeZone = has("timeZone") ? TimeZone : now.TimeZone,
        UnknownSenders = has("unknownSenders") ? UnknownSenders : now.UnknownSenders,
    };

    private static void RefuseBound(Actor actor)
    {
        if (actor.Organization is not null)
            throw new RefusedException(Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Organisations are kept by the provider's own people."));
    }

    private static List<string> ReadDomains(Input input)
    {
        var domains = new List<string>();
        foreach (var text in input.Texts("domains", 253))
        {
            if (DirectoryWords.Domain(text) is not { } domain) input.Refuse("domains", $"must be mail domains such as acme.example, unlike {text}");
            else if (!domains.Contains(domain)) domains.Add(domain);
        }
        if (domains.Count > MostDomains) input.Refuse("domains", string.Create(CultureInfo.InvariantCulture, $"are more than {MostDomains}"));
        return domains;
    }

    private static CustomerContract ReadContract(Input input)
    {
        var contract = new CustomerContract(input.RequiredText("reference", 100), input.Text("level", 50), ReadDate(input, "validFrom"), ReadDate(input, "validUntil"));
        if (contract is { ValidFrom: { } from, ValidUntil: { } until } && string.CompareOrdinal(from, until) > 0) input.Refuse("validUntil", "lies before validFrom");
        return contract;
    }

    private static string? ReadDate(Input input, string name)
    {
        if (input.Text(name, 20) is not { } text) return null;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value.Year: > 1900 and < 9000 }) return text;
        input.Refuse(name, "must be a date such as 2026-03-31");
        return null;
    }
}

/// <summary>A customer organisation as the caller may see it: what was promised to it is not for its single requesters.</summary>
internal sealed record OrganizationView(
    string Id, string Name, IReadOnlyList<string>? Domains, CustomerContract? Contract, string? Language, string? TimeZone, UnknownSenders? UnknownSenders)
{
    public static OrganizationView Of(string id, string name, OrganizationChanged? known, Actor actor) => actor.SeesOnlyOwn
        ? new(id, name, null, null, known?.Language, known?.TimeZone, null)
        : new(id, name, known?.Domains ?? [], known?.Contract, known?.Language, known?.TimeZone, known?.UnknownSenders);
}
