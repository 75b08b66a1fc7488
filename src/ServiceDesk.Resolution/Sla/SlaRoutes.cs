namespace ServiceDesk.Resolution.Sla;

internal static class SlaRoutes
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SlaBook>();
        services.AddHostedService(provider => provider.GetRequiredService<SlaBook>());
        services.AddSingleton<ClockWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<ClockWatcher>());
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        DefineCalendar.Map(app);
        ImportHolidays.Map(app);
        DefinePolicies.Map(app);
        GetSla.Map(app);
        GetClocks.Map(app);
    }
}
