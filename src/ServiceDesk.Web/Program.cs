using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;
using ServiceDesk.Hosting;
using ServiceDesk.Web.Channels;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Knowledge;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.SignIn;
using ServiceDesk.Web.Tickets;
using ServiceDesk.Web.WhatIf;

// The files to serve stand beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddDeskDefaults("web");
builder.WebHost.UseStaticWebAssets();

var services = builder.Services;
services.AddSingleton<IClock>(NodaTime.SystemClock.Instance);
services.AddSingleton(NpgsqlDataSource.Create(
    builder.Configuration.GetConnectionString("Web") ?? throw new InvalidOperationException("ConnectionStrings:Web is missing.")));
services.AddSingleton<Accounts>().AddSingleton<Sessions>().AddSingleton<DevelopmentAccounts>().AddSingleton<WebDatabase>();
services.AddSingleton<StaticFiles>().AddSingleton<PersonTokens>().AddMemoryCache();
services.AddHttpContextAccessor().AddScoped<Visitor>().AddScoped<Phrases>().AddScoped<Names>();
services.AddScoped<ReportReader>().AddScoped<ReportWords>();
WhatIfJobs.Add(services);
services.AddHttpClient<ServicesClient>(client => client.Timeout = TimeSpan.FromSeconds(15));
services.AddLocalization(options => options.ResourcesPath = "Resources");
services.AddAuthentication(SessionAuthentication.SchemeName).AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
services.AddAuthorization();
services.AddAntiforgery(options => options.Cookie.Name = "servicedesk-form");
services.AddRazorComponents();
// Chinese stays readable in the page's source instead of becoming one entity per character.
services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
// Only files: pages hold secrets, whose size compression would give away.
services.AddResponseCompression(options => options.MimeTypes = ["text/css", "text/javascript", "image/svg+xml"]);
if (builder.Configuration["Web:KeysPath"] is { Length: > 0 } keys)
    services.AddDataProtection().SetApplicationName("servicedesk-web").PersistKeysToFileSystem(new DirectoryInfo(keys));

var app = builder.Build();
// A wrong key stops the start, not the first person.
app.Services.GetRequiredService<PersonTokens>();
await app.Services.GetRequiredService<WebDatabase>().Prepare(CancellationToken.None);
await app.Services.GetRequiredService<DevelopmentAccounts>().Import(CancellationToken.None);

SecurityHeaders.Add(app);
app.UseResponseCompression();
StaticFiles.Serve(app);
Language.Apply(app);
Failures.Show(app);
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();

app.MapGet("/", () => Results.LocalRedirect("/tickets"));
WebDatabase.MapHealth(app);
Language.Map(app);
SignInEndpoints.Map(app);
TicketList.Map(app);
NewTicket.Map(app);
TicketEndpoints.Map(app);
AttachmentEndpoints.Map(app);
ChannelEndpoints.Map(app);
KnowledgeEndpoints.Map(app);
DashboardEndpoints.Map(app);
ReportEndpoints.Map(app);
CitedReportEndpoint.Map(app);
WhatIfEndpoint.Map(app);
await app.RunAsync();
