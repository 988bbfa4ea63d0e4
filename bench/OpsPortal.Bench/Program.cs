using Microsoft.Playwright;
using OpsPortal.Bench;
using OpsPortal.Bench.Dashboards;
using OpsPortal.Bench.Gpus;
using OpsPortal.Bench.Intake;
using OpsPortal.Bench.Logs;
using OpsPortal.BrowserTests.Infrastructure;

if (args is ["intake", .. var rest])
    return await IntakeLoad.RunAsync(rest);
if (args is ["intake-kills", .. var kills])
    return await IntakeKills.RunAsync(kills);
if (args is ["intake-storm", ..])
    return await IntakeStorm.RunAsync(args);
if (args is ["gpu-agent", .. var agent])
    return await KilledAgent.RunAsync(agent);
if (args is ["costs", ..])
    return await OpsPortal.Bench.Costs.YearOfCosts.RunAsync();
if (args is ["events", ..])
    return await OpsPortal.Bench.Events.EventLoad.RunAsync(args);
if (args is not [("pages" or "screens" or "incident" or "paint" or "dashboards" or "gpus" or "gpu-kills" or "logs") and var command, ..])
{
    Console.Error.WriteLine("""
        usage: dotnet run -c Release --project bench/OpsPortal.Bench -- COMMAND
          pages     first useful paint of each page: median of nine cold loads
          incident  error burst → rule → Alertmanager → incident on an open page → acknowledgement in another browser
          intake    ADDRESS TOKEN_FILE [SECONDS] [ALERTS_A_SECOND] [ALERTS_A_BODY]: alerts into a portal that runs
          intake-storm [SECONDS] [ALERTS_A_SECOND] [PAGES]: 10,000 alerts at once until they are on 5 open pages and 45 (PAGES) behind; then a steady rate with latencies, CPU and growth
          intake-kills [PORTAL_KILLS] [DATABASE_STOPS]: a real Alertmanager sends while the portal and PostgreSQL are killed; what was answered 2xx against what is kept
          events    [SECONDS] [EVENTS_A_SECOND] [EVENTS_A_BATCH] [KILLS] [gzip]: events into a portal and a PostgreSQL of its own, then with both killed
          costs     a year of daily costs, five services of ten models, back-filled by the portal's own job
          dashboards [SECONDS]: what 1, 10 and 100 viewers of a dashboard cost a Prometheus of 100,000 series, and the portal; then what a circuit costs it
          gpus      [SECONDS]: 1,000 GPUs at 1 Hz and 100 at 10 Hz to 200 viewers, calm and with some who do harm
          gpu-kills [TIMES] [CHURN_MINUTES]: portal, agent and network between them killed so often; then hosts and viewers that come and go
          logs      [SECONDS] [LINES_A_SECOND]: the logs page over a million lines, and a live tail
          paint     a dashboard of 12 panels × 5 series × 720 points: until all are drawn, cold, warm and later, median of nine
          screens   pictures of each page for the README, into docs/screens
        """);
    return 2;
}

if (command == "dashboards")
    return await DashboardLoad.RunAsync(args);
if (command == "gpus")
    return await GpuLoad.RunAsync(args);
if (command == "gpu-kills")
    return await GpuKills.RunAsync(args);
if (command == "logs")
    return await LogsLoad.RunAsync(args);
// Pictures show a month; figures are measured on the three days that tests use.
await using var stack = await Stack.StartAsync(command == "screens" ? new Dictionary<string, string> { ["HISTORY_DAYS"] = "30" } : null);
using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new()
{
    ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
    Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});
var session = await Session.SignInAsync(browser, stack);
await (command switch
{
    "pages" => PageLoads.RunAsync(session, stack),
    "paint" => DashboardPaint.RunAsync(session, stack),
    "screens" => Screens.RunAsync(session, stack),
    _ => IncidentSteps.RunAsync(session, stack),
});
return 0;
