using ServiceDesk.Web.Shell;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Services;

/// <summary>Work that may outlast the page that began it, done in a person's name by a client that waits longer than a page may.</summary>
internal sealed class LongWork(IServiceScopeFactory scopes)
{
    /// <summary>The client that waits longer than a page may.</summary>
    public const string Patient = "patient";

    public Task<T> Run<T>(Person person, Func<ServicesClient, Task<T>> work) => Task.Run(async () =>
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Visitor>().Enter(person);
        return await work(scope.ServiceProvider.GetRequiredKeyedService<ServicesClient>(Patient));
    });

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<LongWork>();
        services.AddHttpClient(Patient, client => client.Timeout = TimeSpan.FromMinutes(3));
        services.AddKeyedScoped(Patient, (provider, _) => ActivatorUtilities.CreateInstance<ServicesClient>(provider, provider.GetRequiredService<IHttpClientFactory>().CreateClient(Patient)));
    }
}
