using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Boards;

/// <summary>Boards as a part of the service.</summary>
internal static class BoardParts
{
    public static ServiceParts AddBoards(this ServiceParts parts) => parts.Project(new RoutedReadModel()).Project(new WorkReadModel(), Logs.Resolution).Project(new CoordinationReadModel());

    public static void Map(IEndpointRouteBuilder routes) => GetBoard.Map(routes);
}
