using System.Reflection;
using System.Text.RegularExpressions;
using ServiceDesk.Contracts;

namespace ServiceDesk.Tests;

/// <summary>Stored names stand in logs for ever. Who adds an event adds a line; no line is ever changed or removed.</summary>
public class StoredNameTests
{
    private static readonly string[] known =
    [
        "analytics.ledger-entry.v1",
        "desk.ticket-read.v1",
        "intake.alert-group-ticketed.v1",
        "intake.alerts-reported.v1",
        "intake.api-key-issued.v1",
        "intake.api-key-revoked.v1",
        "intake.attachment-added.v1",
        "intake.catalogue-defined.v1",
        "intake.channel-defined.v1",
        "intake.channel-failed.v1",
        "intake.channel-recovered.v1",
        "intake.contact-recorded.v1",
        "intake.duplicate-dismissed.v1",
        "intake.duplicates-suspected.v1",
        "intake.history-imported.v1",
        "intake.mail-domains-assigned.v1",
        "intake.mail-dropped.v1",
        "intake.mail-failed.v1",
        "intake.mail-held.v1",
        "intake.mail-ignored.v1",
        "intake.mail-queued.v1",
        "intake.mail-released.v1",
        "intake.mail-sent.v1",
        "intake.mail-suppressed.v1",
        "intake.mail-template-defined.v1",
        "intake.message-received.v1",
        "intake.organization-changed.v1",
        "intake.organization-registered.v1",
        "intake.person-registered.v1",
        "intake.person-roles-changed.v1",
        "intake.recovery-reported.v1",
        "intake.requester-changed.v1",
        "intake.schedule-defined.v1",
        "intake.schedule-ended.v1",
        "intake.system-changed.v1",
        "intake.ticket-absorbed.v1",
        "intake.ticket-corrected.v1",
        "intake.ticket-invalidated.v1",
        "intake.ticket-merged.v1",
        "intake.ticket-released.v1",
        "intake.ticket-submitted.v1",
        "intake.ticket-unmerged.v1",
        "intake.ticket-withdrawn.v1",
        "intake.tickets-linked.v1",
        "intake.tickets-unlinked.v1",
        "intake.webhook-defined.v1",
        "intake.webhook-ended.v1",
        "intake.webhook-given-up.v1",
        "intake.webhook-redelivery-requested.v1",
        "intake.webhook-secret-rotated.v1",
        "resolution.action-done.v1",
        "resolution.action-planned.v1",
        "resolution.action-verified.v1",
        "resolution.approval-rules-defined.v1",
        "resolution.article-drafted.v1",
        "resolution.article-linked.v1",
        "resolution.article-published.v1",
        "resolution.article-refused.v1",
        "resolution.article-retired.v1",
        "resolution.article-revised.v1",
        "resolution.article-solved-it.v1",
        "resolution.article-submitted.v1",
        "resolution.article-unlinked.v1",
        "resolution.article-used.v1",
        "resolution.call-back-recorded.v1",
        "resolution.case-assigned.v1",
        "resolution.case-corrected.v1",
        "resolution.case-ended.v1",
        "resolution.case-opened.v1",
        "resolution.case-reopened.v1",
        "resolution.case-resumed.v1",
        "resolution.closing-rule-defined.v1",
        "resolution.contact-noted.v1",
        "resolution.diagnosis-completed.v1",
        "resolution.diagnosis-recorded.v1",
        "resolution.diagnosis-step-recorded.v1",
        "resolution.evidence-added.v1",
        "resolution.follow-up-assigned.v1",
        "resolution.follow-up-done.v1",
        "resolution.follow-up-opened.v1",
        "resolution.follow-up-verified.v1",
        "resolution.implementation-finished.v1",
        "resolution.implementation-started.v1",
        "resolution.implementation-step-done.v1",
        "resolution.improvement-done.v1",
        "resolution.incident-unlinked.v1",
        "resolution.incidents-linked.v1",
        "resolution.investigation-begun.v1",
        "resolution.known-error-declared.v1",
        "resolution.next-step-planned.v1",
        "resolution.note-added.v1",
        "resolution.plan-accepted.v1",
        "resolution.plan-declined.v1",
        "resolution.playbook-item-ticked.v1",
        "resolution.playbooks-defined.v1",
        "resolution.problem-article-linked.v1",
        "resolution.problem-closed.v1",
        "resolution.problem-described.v1",
        "resolution.problem-linked.v1",
        "resolution.problem-opened.v1",
        "resolution.problem-reopened.v1",
        "resolution.problem-resolved.v1",
        "resolution.problem-rules-defined.v1",
        "resolution.problem-unlinked.v1",
        "resolution.progress-reported.v1",
        "resolution.remote-consent-given.v1",
        "resolution.remote-consent-withdrawn.v1",
        "resolution.remote-session-ended.v1",
        "resolution.remote-session-started.v1",
        "resolution.repeat-dismissed.v1",
        "resolution.requester-wrote.v1",
        "resolution.response-given.v1",
        "resolution.review-recorded.v1",
        "resolution.root-cause-found.v1",
        "resolution.solution-approved.v1",
        "resolution.solution-chosen.v1",
        "resolution.solution-confirmed.v1",
        "resolution.solution-proposed.v1",
        "resolution.solution-refused.v1",
        "resolution.solution-rejected.v1",
        "resolution.solution-rolled-back.v1",
        "resolution.solution-verified.v1",
        "resolution.survey-answered.v1",
        "resolution.ticket-closed.v1",
        "resolution.ticket-resolved.v1",
        "resolution.work-accepted.v1",
        "resolution.work-paused.v1",
        "resolution.work-resumed.v1",
        "resolution.workaround-recorded.v1",
        "resolution.workaround-told.v1",
        "routing.assignment-imported.v1",
        "routing.assignment-released.v1",
        "routing.assignment-taken.v1",
        "routing.facts-corrected.v1",
        "routing.team-defined.v1",
        "routing.ticket-routed.v1",
        "routing.work-ended.v1",
        "routing.work-resumed.v1",
    ];

    private static readonly (Type Type, string Name)[] stored =
    [
        .. Desk.WithEvents.SelectMany(assembly => assembly.GetTypes())
            .Select(type => (type, type.GetCustomAttribute<StoredNameAttribute>()?.Name!))
            .Where(one => one.Item2 is not null),
    ];

    [Fact]
    public void No_name_was_changed_removed_or_added_unnoticed() => stored.Select(one => one.Name).Order(StringComparer.Ordinal).ShouldBe(known);

    [Fact]
    public void A_name_has_a_service_words_and_a_version() =>
        stored.ShouldAllBe(one => Regex.IsMatch(one.Name, @"^[a-z]+\.[a-z-]+\.v\d+\z"));

    [Fact]
    public void A_name_belongs_to_one_type() => stored.GroupBy(one => one.Name).Where(group => group.Count() > 1).ShouldBeEmpty();

    [Fact]
    public void What_only_a_service_reads_bears_its_name() => stored.Where(one => Desk.Services.Contains(one.Type.Assembly)).ShouldAllBe(one =>
        one.Name.StartsWith(one.Type.Assembly.GetName().Name!.Replace("ServiceDesk.", "", StringComparison.Ordinal).ToLowerInvariant() + "."));

    [Fact]
    public void Events_are_sealed() => stored.Where(one => !one.Type.IsSealed).ShouldBeEmpty();
}
