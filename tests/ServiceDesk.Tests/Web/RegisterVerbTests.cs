using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ServiceDesk.Web.Registers;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Tests.Web;

public class RegisterVerbTests
{
    private static readonly Visitor visitor = new(new HttpContextAccessor());

    [Fact]
    public void A_review_is_read_as_the_service_takes_it()
    {
        var command = Read(RegisterVerb.Reviews, RegisterVerb.New, ("period.from", "2026-03-01"), ("period.to", "2026-03-31"), ("lessons", "Ask sooner\n\nWrite it down"), ("improvements[0].what", "A checklist"));

        command.ShouldBe("""{"period":{"from":"2026-03-01T00:00:00Z","to":"2026-04-01T00:00:00Z"},"lessons":["Ask sooner","Write it down"],"improvements":[{"what":"A checklist"}]}""");
    }

    [Fact]
    public void What_is_wrong_with_the_third_improvement_stands_beside_the_third()
    {
        Read(RegisterVerb.Reviews, RegisterVerb.New, ("improvements[2].what", "A checklist"), ("improvements[2].owner", "ada")).ShouldBe("""{"improvements":[{},{},{"what":"A checklist","owner":"ada"}]}""");
    }

    [Theory]
    [InlineData("problems", "dismiss", "candidate", "system-7", "candidates/system-7/dismiss")]
    [InlineData("problems", "unlink", "incident", "T-1/2", "incidents/T-1%2F2")]
    [InlineData("problems", "finish-action", "action", "3", "actions/3/done")]
    [InlineData("reviews", "finish", "action", "2", "improvements/2/done")]
    [InlineData("problems", "root-cause", "statement", "Heat", "root-cause")]
    public void What_a_path_names_is_taken_out_of_the_command(string register, string name, string field, string typed, string path)
    {
        var verb = RegisterVerb.Find(register, name)!;
        var command = new JsonObject { [field] = typed };

        verb.PathOf(command).ShouldBe(path);

        command.ContainsKey(field).ShouldBe(name == "root-cause");
    }

    [Theory]
    [InlineData("period", "period.from")]
    [InlineData("improvements", "improvements[0].what")]
    [InlineData("improvements[1].due", "improvements[1].due")]
    [InlineData("occurredAt", "occurredAt")]
    public void What_is_wrong_with_fields_that_belong_together_stands_beside_the_first(string told, string shown)
    {
        var problem = Problem.Field(told, "is required");

        RegisterVerb.Find(RegisterVerb.Reviews, RegisterVerb.New)!.Placed(problem).Errors.Keys.ShouldBe([shown]);
    }

    [Fact]
    public void Every_register_with_pages_says_who_reads_it_and_has_a_form_for_a_new_entry()
    {
        foreach (var register in RegisterVerb.Registers)
        {
            RegisterVerb.ReadersOf(register).ShouldNotBeEmpty();
            RegisterVerb.Find(register, RegisterVerb.New).ShouldNotBeNull(register).IsOfRegister.ShouldBeTrue();
        }
    }

    private static string Read(string register, string name, params (string Field, string Text)[] typed) =>
        RegisterVerb.Find(register, name)!.Read(new FormCollection(typed.ToDictionary(one => one.Field, one => new StringValues(one.Text))), visitor).ToJsonString();
}
