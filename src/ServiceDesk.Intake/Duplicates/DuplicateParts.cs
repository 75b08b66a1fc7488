using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Duplicates;

internal static class DuplicateParts
{
    /// <summary>The reaction that suspects duplicates, and what it reads.</summary>
    public static ServiceParts AddDuplicates(this ServiceParts parts) => parts
        .React(services => ActivatorUtilities.CreateInstance<DuplicatesReaction>(services), Logs.Intake)
        .Project(new OpenTicketsReadModel())
        .Project(new SuspicionsReadModel())
        .Project(new ClosedTicketsReadModel(), Logs.Resolution);
}
