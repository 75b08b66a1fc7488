using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ActTests
{
    private static readonly Act act = new(Ada, null, null, At(0));

    [Theory]
    [InlineData("k1", "k1")]
    [InlineData("\"k1\"", "k1")]
    [InlineData("a b~", "a b~")]
    [InlineData("\"", "\"")]
    public void A_key_is_taken_with_or_without_quotes(string sent, string key) => Act.Key(sent).ShouldBe(key);

    [Fact]
    public void No_key_is_no_key() => Act.Key(null).ShouldBeNull();

    [Fact]
    public void A_key_has_at_most_255_characters()
    {
        Act.Key(new string('k', 255)).ShouldNotBeNull().Length.ShouldBe(255);
        Refused(() => Act.Key(new string('k', 256))).Code.ShouldBe("bad-idempotency-key");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("a\tb")]
    [InlineData("é")]
    [InlineData("a\u007f")]
    public void A_key_is_printable_ascii(string sent) => Refused(() => Act.Key(sent)).Status.ShouldBe(400);

    [Fact]
    public void The_same_client_and_key_make_the_same_request()
    {
        act.RequestId("k1").ShouldBe((act with { Now = At(9) }).RequestId("k1"));
        act.RequestId("k1").ShouldNotBe(act.RequestId("k2"));
        act.RequestId("k1").ShouldNotBe((act with { Actor = Root }).RequestId("k1"));
        act.RequestId(null).ShouldBeNull();
    }

    [Fact]
    public void The_client_is_the_person_and_not_the_way_the_person_came() =>
        act.RequestId("k1").ShouldBe((act with { Actor = Ada with { Via = "web", Roles = [] } }).RequestId("k1"));

    [Fact]
    public void What_was_asked_is_remembered_by_its_fingerprint()
    {
        var request = act.RequestId("k1");
        string? Print(object content) => act.Meta(request, content).Fingerprint;

        Print(new { a = 1 }).ShouldBe(Print(new { a = 1 }));
        Print(new { a = 1 }).ShouldNotBe(Print(new { a = 2 }));
        act.Meta(null, new { a = 1 }).Fingerprint.ShouldBeNull();
    }

    [Fact]
    public void An_act_happens_now_when_nothing_else_is_said() => act.Occurred(null).ShouldBe(At(0));

    [Fact]
    public void Nobody_acts_in_the_future() =>
        Refused(() => (act with { Actor = Root }).Occurred(At(0) + Duration.Epsilon)).Errors!.Keys.ShouldBe(["occurredAt"]);

    [Theory]
    [InlineData(Roles.Agent)]
    [InlineData(Roles.Lead)]
    public void Agents_may_look_back_24_hours(string role)
    {
        var agent = act with { Actor = Ada with { Roles = [role] } };

        agent.Occurred(At(-24 * 60)).ShouldBe(At(-24 * 60));
        Refused(() => agent.Occurred(At(-24 * 60) - Duration.Epsilon)).Status.ShouldBe(422);
    }

    [Theory]
    [InlineData(Roles.System)]
    [InlineData(Roles.Admin)]
    public void Systems_and_admins_may_look_back_as_far_as_they_like(string role) =>
        (act with { Actor = Ada with { Roles = [role] } }).Occurred(Instant.FromUtc(2016, 2, 29, 0, 0)).ShouldBe(Instant.FromUtc(2016, 2, 29, 0, 0));

    [Theory]
    [InlineData(Roles.Requester)]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.Analyst)]
    public void Others_may_not_set_the_time(string role) => Refused(() => (act with { Actor = Ada with { Roles = [role] } }).Occurred(At(-1))).Status.ShouldBe(422);

    private static Problem Refused(Func<object?> ask) => Should.Throw<RefusedException>(() => { ask(); }).Problem;
}

public class NameBasedIdTests
{
    private static readonly Guid dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    [Fact]
    public void An_id_made_from_a_name_is_that_of_rfc_9562() =>
        NameBasedId.Create(dns, "www.example.com").ShouldBe(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void Long_names_and_names_in_any_script_make_distinct_ids()
    {
        string[] names = ["", "张伟", new('x', 300), new('x', 301), new('张', 299), new('张', 300), new('张', 2000)];

        names.Select(name => NameBasedId.Create(dns, name)).Distinct().Count().ShouldBe(names.Length);
        names.ShouldAllBe(name => NameBasedId.Create(dns, name).Version == 5);
    }
}

public class ActorTests
{
    [Theory]
    [InlineData("acme", "person-ada", true)]
    [InlineData("globex", "person-ada", true)]
    public void Staff_see_every_organisation(string organization, string requester, bool visible) => Ada.MaySee(organization, requester).ShouldBe(visible);

    [Theory]
    [InlineData("acme", "person-grace", true)]
    [InlineData("acme", "person-ada", false)]
    [InlineData("globex", "person-grace", false)]
    public void A_requester_sees_the_own_tickets_in_the_own_organisation(string organization, string requester, bool visible) =>
        Grace.MaySee(organization, requester).ShouldBe(visible);

    [Theory]
    [InlineData("acme", true)]
    [InlineData("globex", false)]
    public void Whoever_is_bound_to_an_organisation_sees_its_tickets_only(string organization, bool visible) =>
        (Ada with { Organization = "acme" }).MaySee(organization, "anyone").ShouldBe(visible);

    [Fact]
    public void A_person_without_roles_sees_no_more_than_a_requester() => (Grace with { Roles = [] }).SeesOnlyOwn.ShouldBeTrue();

    [Fact]
    public void A_person_has_the_roles_that_were_given() => (Ada.Is(Roles.Admin, Roles.Agent), Ada.Is(Roles.Admin), Ada.Is()).ShouldBe((true, false, false));
}
