using System.Collections.Immutable;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake.Mail;

/// <summary>The texts of the desk as they are now: those that it ships with, and what was put in their place.</summary>
internal sealed record MailTemplateBook(ImmutableDictionary<(string Name, string Language), MailTemplate> Changed) : IState<MailTemplateBook>
{
    public const string Stream = "mail-templates";

    public static MailTemplateBook Initial { get; } = new(ImmutableDictionary<(string, string), MailTemplate>.Empty);

    public IEnumerable<MailTemplate> All => MailTemplates.Shipped.Select(one => Find(one.Name, one.Language));

    public MailTemplateBook Evolve(object @event) => @event is MailTemplateDefined one
        ? new(Changed.SetItem((one.Template, one.Language), new MailTemplate(one.Template, one.Version, one.Language, one.Subject, one.Body)))
        : this;

    public MailTemplate Find(string name, string? language) =>
        Changed.GetValueOrDefault((name, MailTemplates.LanguageOf(language))) ?? MailTemplates.Find(name, language);
}
