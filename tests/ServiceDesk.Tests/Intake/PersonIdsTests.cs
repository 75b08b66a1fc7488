using ServiceDesk.Intake;

namespace ServiceDesk.Tests;

public class PersonIdsTests
{
    private static readonly PersonIds ids = new(Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));

    [Theory]
    [InlineData("Grace@Acme.Example")]
    [InlineData("  grace@acme.example\t")]
    [InlineData("GRACE@ACME.EXAMPLE")]
    public void Case_and_surrounding_space_make_no_other_person(string email) => ids.Of("acme", email).ShouldBe(ids.Of("acme", "grace@acme.example"));

    [Fact]
    public void Another_address_is_another_person() => ids.Of("acme", "grace@acme.example").ShouldNotBe(ids.Of("acme", "alan@acme.example"));

    [Fact]
    public void The_same_address_in_another_organisation_is_another_person() =>
        ids.Of("acme", "grace@acme.example").ShouldNotBe(ids.Of("globex", "grace@acme.example"));

    [Fact]
    public void Organisation_and_address_do_not_run_into_each_other() => ids.Of("acme", "x@y").ShouldNotBe(ids.Of("acm", "ex@y"));

    [Fact]
    public void Without_the_secret_nobody_finds_the_id_of_an_address() =>
        new PersonIds(Convert.ToBase64String(new byte[32])).Of("acme", "grace@acme.example").ShouldNotBe(ids.Of("acme", "grace@acme.example"));

    [Fact]
    public void An_id_is_a_version_8_uuid_and_holds_nothing_readable()
    {
        var id = ids.Of("acme", "grace@acme.example");

        Guid.Parse(id).Version.ShouldBe(8);
        id.ShouldMatch("^[0-9a-f-]{36}$");
        id[19].ShouldBeOneOf('8', '9', 'a', 'b');
    }

    [Fact]
    public void The_ids_of_recorded_people_never_change() => ids.Of("acme", "grace@acme.example").ShouldBe("e7df3c0c-a198-8a64-88d5-e999134d464e");
}
