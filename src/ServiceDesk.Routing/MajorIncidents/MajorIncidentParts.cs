using ServiceDesk.Contracts;

namespace ServiceDesk.Routing.MajorIncidents;

/// <summary>Major incidents as a part of the service.</summary>
internal static class MajorIncidentParts
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        MajorIncidentCommand.Map<DeclareMajorIncident>(routes, "", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Makes the ticket the one that leads a major incident.");
        MajorIncidentCommand.Map<UpdateMajorIncident>(routes, "/update", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Tells those concerned where it stands.");
        MajorIncidentCommand.Map<ChangeMajorIncident>(routes, "/change", Roles.Lead, Roles.Admin).WithSummary("Gives it to another owner, or tells of it at other intervals.");
        MajorIncidentCommand.Map<EndMajorIncident>(routes, "/end", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("The service works again.");
        MajorIncidentCommand.Map<ReviewMajorIncident>(routes, "/review", Roles.Lead, Roles.Admin).WithSummary("Looks back on it.");
        LinkChild.Map(routes);
        GetMajorIncidents.Map(routes);
    }
}
