using System.Reflection;
using ServiceDesk.Contracts;

namespace ServiceDesk.Tests;

/// <summary>Names, addresses and free text about people are marked, so that they leave and enter a log by one door.</summary>
public class PersonalValueTests
{
    private static readonly string[] aboutPeople =
        ["Subject", "Description", "Message", "Findings", "Solution", "Cause", "Comment", "Reason", "Email", "Phone", "RequesterName", "Name",
            "Text", "Transcript", "Caller", "FileName", "Values", "Fields", "NextStep", "Emails", "Phones", "Location", "Department", "SharedTokens",
            "Check", "Result", "RulesOut", "Output", "Hypothesis", "Contacts", "Question", "GivenBy", "Scope", "Summary",
            "Title", "Steps", "RollbackPlan", "Effect", "Note", "Checks", "SideEffects"];

    private static readonly Dictionary<string, string> exceptions = new()
    {
        ["OrganizationRegistered.Name"] = "an organisation is no person",
        ["OrganizationChanged.Name"] = "an organisation is no person",
        ["ArticleUsed.Title"] = "an article is about things",
        ["WebhookDefined.Description"] = "what a webhook is for",
        ["TeamDefined.Name"] = "a team is no person",
        ["ReportScheduled.Name"] = "a schedule is no person",
        ["ReportDelivered.Name"] = "a schedule is no person",
        ["MailTemplateDefined.Subject"] = "a text of the desk for everybody",
        ["LedgerEntry.Subject"] = "the opaque id of what another service's event is about",
        ["LedgerEntry.Cause"] = "the id of an event",
        ["ArticleUsed.Title"] = "an article is for everybody",
        ["ProblemOpened.Title"] = "a problem is behind many tickets and about no person",
        ["ProblemDescribed.Title"] = "a problem is behind many tickets and about no person",
        ["EvidenceAdded.Note"] = "a problem is behind many tickets and about no person",
        ["ActionVerified.Note"] = "a problem is behind many tickets and about no person",
        ["ActionVerified.Effect"] = "figures",
        ["WorkPaused.Reason"] = "one of four words",
        ["TicketAssigned.Cause"] = "one of some words",
        ["TicketAssigned.Reason"] = "one of some words",
        ["TicketWaits.Reason"] = "one of some words",
        ["TicketClassified.Reason"] = "one of some words",
        ["TicketGraded.Reason"] = "one of some words",
    };

    private static readonly PropertyInfo[] properties =
    [
        .. Desk.WithEvents.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(StoredNameAttribute)))
            .SelectMany(type => type.GetProperties()),
    ];

    [Fact]
    public void Whatever_may_be_about_a_person_is_marked() =>
        Unmarked.Except(exceptions.Keys).ShouldBeEmpty();

    [Fact]
    public void No_exception_is_out_of_date() => exceptions.Keys.Except(Unmarked).ShouldBeEmpty();

    [Fact]
    public void A_mark_names_the_person_by_another_property_of_the_same_event()
    {
        var marked = properties.Where(IsMarked).ToList();

        marked.Count.ShouldBeGreaterThan(10);
        foreach (var property in marked)
        {
            var person = property.DeclaringType!.GetProperty(property.GetCustomAttribute<PersonalAttribute>()!.Person).ShouldNotBeNull(Full(property));
            person.PropertyType.ShouldBe(typeof(string));
            IsMarked(person).ShouldBeFalse($"{Full(person)} must be an opaque id");
        }
    }

    [Fact]
    public void Only_texts_are_marked_because_the_door_takes_texts() => properties.Where(IsMarked).ShouldAllBe(
        property => property.PropertyType == typeof(string) || property.PropertyType == typeof(IReadOnlyDictionary<string, string>) || property.PropertyType == typeof(IReadOnlyList<string>));

    [Fact]
    public void Every_marked_value_goes_through_the_door_and_no_other_does()
    {
        foreach (var property in properties)
        {
            var written = Desk.Types.Json.GetTypeInfo(property.DeclaringType!).Properties
                .Single(one => one.Name.Equals(property.Name, StringComparison.OrdinalIgnoreCase));
            (written.CustomConverter is not null).ShouldBe(IsMarked(property), Full(property));
        }
    }

    [Fact]
    public void A_marked_value_comes_back_as_it_was() => Desk.Reread(Desk.Submitted).ShouldBe(Desk.Submitted);

    private static IEnumerable<string> Unmarked => properties.Where(property => aboutPeople.Contains(property.Name) && !IsMarked(property)).Select(Full);

    private static bool IsMarked(PropertyInfo property) => property.IsDefined(typeof(PersonalAttribute));

    private static string Full(PropertyInfo property) => $"{property.DeclaringType!.Name}.{property.Name}";
}
