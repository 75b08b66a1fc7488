using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.WhatIf;

namespace ServiceDesk.Web.Tickets;

/// <summary>What an agent's page of a ticket asks beside the ticket itself.</summary>
internal static class TicketClient
{
    public static Task<Answer<Listing<TeamSubtask>>> Subtasks(this ServicesClient services, Guid ticket, CancellationToken cancel) =>
        services.Read<Listing<TeamSubtask>>("Routing", $"/tickets/{ticket}/subtasks", cancel);

    public static Task<Answer<MajorIncident>> MajorIncident(this ServicesClient services, Guid ticket, CancellationToken cancel) =>
        services.Read<MajorIncident>("Routing", $"/tickets/{ticket}/major-incident", cancel);

    public static Task<Answer<Listing<ArticleRow>>> ArticlesFor(this ServicesClient services, Guid ticket, CancellationToken cancel) =>
        services.Read<Listing<ArticleRow>>("Resolution", $"/tickets/{ticket}/suggestions", cancel);

    public static Task<Answer<TicketClockReadings>> Clocks(this ServicesClient services, Guid ticket, CancellationToken cancel) =>
        services.Read<TicketClockReadings>("Resolution", $"/tickets/{ticket}/clocks", cancel);

    public static Task<Answer<WhyNot>> WhyNot(this ServicesClient services, Guid ticket, string agent, CancellationToken cancel) =>
        services.Read<WhyNot>("Routing", $"/tickets/{ticket}/routing/why-not/{Uri.EscapeDataString(agent)}", cancel);

    public static Task<Answer<CategorySuggestion>> Suggestion(this ServicesClient services, Guid ticket, CancellationToken cancel) =>
        services.Read<CategorySuggestion>("Routing", $"/tickets/{ticket}/suggestion", cancel);

    public static Task<Answer<PriorityMatrix>> Matrix(this ServicesClient services, CancellationToken cancel) => services.Read<PriorityMatrix>("Routing", "/priority-matrix", cancel);

    /// <summary>Open tickets like one that is about to be submitted, the likeliest first.</summary>
    public static Task<Answer<Listing<LikeTicket>>> Like(this ServicesClient services, object ticket, CancellationToken cancel) =>
        services.Ask<Listing<LikeTicket>>(HttpMethod.Post, "Intake", "/tickets/check-duplicates", ticket, null, cancel);

    public static Task<Answer<Listing<DuplicateCluster>>> Clusters(this ServicesClient services, string? after, CancellationToken cancel) =>
        services.Read<Listing<DuplicateCluster>>("Intake", Local.Url("/duplicates/clusters", ("after", after)), cancel);

    /// <summary>Does something with a ticket at the path that stands behind it.</summary>
    public static Task<Answer<Done>> Act(this ServicesClient services, WorkAction action, Guid ticket, string path, object command, string key, CancellationToken cancel) =>
        services.Ask<Done>(action.Removes ? HttpMethod.Delete : HttpMethod.Post, action.Service, $"/tickets/{ticket}/{path}", action.Removes ? null : command, key, cancel);
}
