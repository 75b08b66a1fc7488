using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;

namespace ServiceDesk.Tests;

/// <summary>What other parts ask the directories in memory.</summary>
public class DirectoriesTests
{
    private static readonly Actor acmeAgent = new("person-agent", [Roles.Agent], "acme", null);

    private readonly OrganizationDirectory organizations = new();
    private readonly SystemDirectory systems = new();
    private readonly RequesterDirectory requesters;
    private long position;

    public DirectoriesTests()
    {
        requesters = new RequesterDirectory(organizations);
        Organization("acme", "acme.example");
        Organization("globex", "globex.example", "mail.acme.example");
    }

    [Theory]
    [InlineData("grace@acme.example", "acme")]
    [InlineData("Grace@ACME.example", "acme")]
    [InlineData("grace@berlin.acme.example", "acme")]
    [InlineData("grace@mail.acme.example", "globex")]
    [InlineData("globex.example", "globex")]
    [InlineData("grace@notacme.example", null)]
    [InlineData("grace", null)]
    [InlineData("", null)]
    public void An_address_leads_to_the_organisation_of_its_domain_or_the_nearest_above(string address, string? organization) =>
        organizations.FindByDomain(address)?.Organization.ShouldBe(organization);

    [Fact]
    public void A_domain_that_was_given_up_leads_nowhere()
    {
        Organization("acme");
        organizations.FindByDomain("grace@acme.example").ShouldBeNull();
    }

    [Fact]
    public void An_older_event_changes_nothing_that_is_known()
    {
        organizations.Set(new OrganizationChanged("acme", "Old", [], null, null, null, UnknownSenders.Create), 1, 0);
        organizations.FindByDomain("acme.example")!.Name.ShouldBe("acme");
    }

    [Theory]
    [InlineData("vpn")]
    [InlineData(" VPN ")]
    [InlineData("ＶＰＮ")]
    [InlineData("remote ACCESS")]
    [InlineData("远程接入")]
    [InlineData("vpn-gw-1")]
    public void A_system_is_found_by_id_name_and_alias_without_regard_to_case_and_width(string text)
    {
        System("vpn", null, Importance.High, "Remote access", "远程接入", "VPN-GW-1");
        systems.Lookup("acme", text)!.System.ShouldBe("vpn");
    }

    [Fact]
    public void The_own_system_goes_before_one_for_all_and_that_of_others_is_not_found()
    {
        System("erp", null, Importance.Low, "ERP");
        System("acme-erp", "acme", Importance.High, "ERP");
        System("a-globex-erp", "globex", Importance.Normal, "ERP", "books");

        systems.Lookup("acme", "erp")!.System.ShouldBe("acme-erp");
        systems.Lookup("globex", "ERP")!.System.ShouldBe("a-globex-erp");
        systems.Lookup("initech", "erp")!.System.ShouldBe("erp");
        systems.Lookup("acme", "books").ShouldBeNull();
        systems.Lookup("acme", null).ShouldBeNull();
        systems.Lookup("acme", "\uFFFE").ShouldBeNull();
    }

    [Fact]
    public void A_retired_system_is_not_found_and_a_renamed_one_only_by_its_new_names()
    {
        System("wiki", null, Importance.Low, "Wiki");
        systems.Set(new SystemChanged("wiki", null, "Handbook", [], null, Importance.Low, null, null, false), 2, ++position);
        (systems.Lookup("acme", "Handbook")?.System, systems.Lookup("acme", "wiki")?.System).ShouldBe(("wiki", "wiki"));
        systems.Set(new SystemChanged("wiki", null, "Handbook", [], null, Importance.Low, null, null, true), 3, ++position);
        systems.Lookup("acme", "wiki").ShouldBeNull();
        systems.Find("wiki")!.Value.Retired.ShouldBeTrue();
    }

    [Fact]
    public void A_requester_is_found_by_any_address()
    {
        Requester("r1", "acme", "Grace Hopper", ["grace@acme.example", "hopper@home.example"]);

        requesters.FindByEmail(" Hopper@HOME.example")!.Requester.ShouldBe("r1");
        requesters.FindByEmail("acme", "grace@acme.example")!.Requester.ShouldBe("r1");
        requesters.FindByEmail("globex", "grace@acme.example").ShouldBeNull();
        requesters.FindByEmail("nobody@acme.example").ShouldBeNull();
    }

    [Fact]
    public void An_address_known_to_several_organisations_is_the_one_of_its_domain_or_nobodys()
    {
        foreach (var organization in (string[])["acme", "globex"])
            Requester($"r-{organization}", organization, "Grace", ["grace@acme.example", "grace@home.example"]);

        requesters.FindByEmail("grace@acme.example")!.Requester.ShouldBe("r-acme");
        requesters.FindByEmail("grace@home.example").ShouldBeNull();
    }

    [Theory]
    [InlineData("hop", "r1")]
    [InlineData("ＨＯＰＰＥＲ", "r1")]
    [InlineData("ACME.EX", "r1")]
    [InlineData("張", "")]
    [InlineData("伟", "r2")]
    [InlineData("1380000", "r2")]
    [InlineData("44201", "r1")]
    [InlineData("+44 (20) 1", "r1")]
    [InlineData("nothing", "")]
    public void A_search_looks_into_names_addresses_and_numbers(string text, string found)
    {
        Requester("r1", "acme", "Grace Hopper", ["grace@acme.example"], "+44 20 1-23");
        Requester("r2", "acme", "张伟", [], "138 0000 0000");

        string.Join(' ', requesters.Search(Desk.Root, null, text, null, 10).Select(one => one.Value.Value.Requester)).ShouldBe(found);
    }

    [Fact]
    public void Pages_hold_everybody_once_in_the_order_of_names()
    {
        for (var n = 0; n < 100; n++) Requester($"r{n:00}", n % 2 == 0 ? "acme" : "globex", $"Name {n * 7 % 10}", []);

        foreach (var (actor, organization, count) in ((Actor, string?, int)[])[(Desk.Root, null, 100), (Desk.Root, "globex", 50), (acmeAgent, null, 50), (acmeAgent, "globex", 0)])
        {
            var (ids, after) = (new List<string>(), ((string, string)?)null);
            while (requesters.Search(actor, organization, null, after, 7) is { Count: > 0 } page)
            {
                ids.AddRange(page.Select(one => one.Value.Value.Requester));
                after = (page[^1].Value.SortName, page[^1].Value.Value.Requester);
            }
            ids.Count.ShouldBe(count);
            ids.ShouldBe(ids.Distinct().OrderBy(id => requesters.Find(id)!.Value.SortName, StringComparer.Ordinal).ThenBy(id => id, StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_requester_finds_only_the_own_contact()
    {
        Requester(Desk.Grace.Id, "acme", "Grace", []);
        Requester("r2", "acme", "Another", []);

        requesters.Search(Desk.Grace, null, null, null, 10).Single().Value.Value.Requester.ShouldBe(Desk.Grace.Id);
    }

    [Fact]
    public void A_person_who_signs_in_does_not_replace_what_was_told()
    {
        Requester("r1", "acme", "Grace Hopper", ["grace@acme.example"]);
        requesters.Add(Contact.Of(new PersonRegistered("r1", "G. H.", null, "acme", [Roles.Requester]))!, ++position);
        requesters.Find("r1")!.Value.Value.Name.ShouldBe("Grace Hopper");

        Contact.Of(new PersonRegistered("p2", "Ada", "ada@acme.example", "acme", [Roles.Agent])).ShouldBeNull();
    }

    private void Organization(string id, params string[] domains) =>
        organizations.Set(new OrganizationChanged(id, id, domains, null, null, null, UnknownSenders.Create), 1, ++position);

    private void System(string id, string? organization, Importance importance, string name, params string[] aliases) =>
        systems.Set(new SystemChanged(id, null, name, aliases, organization, importance, null, null, false), 1, ++position);

    private void Requester(string id, string organization, string name, string[] emails, params string[] phones) =>
        requesters.Set(new RequesterChanged(id, organization, name, emails, phones, null, false, null, null), 1, ++position);
}
