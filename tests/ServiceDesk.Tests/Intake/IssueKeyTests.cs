using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Registration>;

namespace ServiceDesk.Tests;

public class IssueKeyTests
{
    private static readonly ApiKeyIssued issued = new("k1", "p1", "00ff");

    [Fact]
    public void A_key_is_issued_by_its_hash() => Given().When(key => IssueKey.Issue(key, "k1", "p1", "00ff")).Then(issued);

    [Fact]
    public void A_key_is_issued_once() => Given(issued).When(key => IssueKey.Issue(key, "k1", "p1", "00ff")).ThenRejected("key-exists");

    [Fact]
    public void A_revoked_key_is_never_issued_again() =>
        Given(issued, new ApiKeyRevoked("k1")).When(key => IssueKey.Issue(key, "k1", "p1", "00ff")).ThenRejected("key-exists");

    [Fact]
    public void A_key_is_revoked() => Given(issued).When(key => IssueKey.Revoke(key, "k1")).Then(new ApiKeyRevoked("k1"));

    [Fact]
    public void Revoking_twice_changes_nothing() => Given(issued, new ApiKeyRevoked("k1")).When(key => IssueKey.Revoke(key, "k1")).ThenNothing();

    [Fact]
    public void A_key_that_never_was_is_missing() => Given().When(key => IssueKey.Revoke(key, "k1")).ThenMissing();
}
