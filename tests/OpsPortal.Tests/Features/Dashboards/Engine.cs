using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OpsPortal.Clients.Loki;
using OpsPortal.Tests.Clients.Loki;
using OpsPortal.Clients.Prometheus;
using OpsPortal.Features.Dashboards.Annotations;
using OpsPortal.Features.Dashboards.Data;
using OpsPortal.Features.Dashboards.Data.Lists;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;
using OpsPortal.Tests.Clients.Prometheus;

namespace OpsPortal.Tests.Features.Dashboards;

/// <summary>The engine over a Prometheus that answers what a test says.</summary>
internal sealed class Engine
{
    public static readonly DateTimeOffset From = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    public static readonly DateTimeOffset To = From.AddHours(1);

    /// <param name="loki">What Loki answers; null: the same.</param>
    public Engine(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? loki = null, string traceUrl = "")
    {
        var clock = new FakeClock(To.AddDays(1));
        Handler = new StubHandler(answer);
        Loki = new StubHandler(loki ?? answer);
        var options = Options.Create(new PrometheusOptions { Url = "http://prometheus", TraceUrl = traceUrl });
        var servers = PrometheusServers.Of(new PrometheusClient(new HttpClient(Handler), options, clock), clock);
        var cache = new QueryCache(servers, options, clock);
        var scopes = new ServiceCollection().AddScoped(_ => LokiStub.Client(new HttpClient(Loki), new LokiOptions { Url = "http://loki" }, clock))
            .BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        var logs = new LokiQueries(scopes, clock);
        Sources = new DataSources(servers);
        Resolver = new VariableResolver(new VariableOptions(new VariableAnswers(servers, cache, scopes, clock), Sources));
        Data = new PanelData(new PanelQueries(cache, logs, new ExemplarQueries(servers, clock), Sources), new ListPanels(servers, _ => Task.FromResult(new DashboardListing(Dashboards, [])), clock), clock);
        Annotations = new AnnotationAnswers(cache, logs, Sources);
    }

    /// <summary>What Prometheus was asked.</summary>
    public StubHandler Handler { get; }

    /// <summary>All dashboards that there are.</summary>
    public List<DashboardSummary> Dashboards { get; } = [];

    /// <summary>What Loki was asked.</summary>
    public StubHandler Loki { get; }

    public AnnotationAnswers Annotations { get; }

    public DataSources Sources { get; }

    public VariableResolver Resolver { get; }

    public PanelData Data { get; }

    /// <summary>Answers with the JSON of <c>data</c>, by the path and form of the question.</summary>
    public static Engine Answering(Func<string, string> data) => new(async (request, stop) =>
    {
        var form = request.Content is null ? "" : await request.Content.ReadAsStringAsync(stop);
        return StubHandler.Response(HttpStatusCode.OK, "application/json", $"{{\"status\":\"success\",\"data\":{data(WebUtility.UrlDecode(request.RequestUri!.PathAndQuery + " " + form))}}}");
    });

    public static Engine Failing(HttpStatusCode status) => new((_, _) => Task.FromResult(StubHandler.Response(status, "text/plain", "no")));

    public static Dashboard Read(string json)
    {
        var read = DashboardImport.Read(json);
        read.Errors.ShouldBeEmpty();
        return read.Dashboard!;
    }

    /// <summary>A dashboard of one panel.</summary>
    public static Dashboard WithPanel(string panel, string variables = "[]")
        => Read($$$"""{"title":"T","uid":"t","schemaVersion":39,"panels":[{{{panel}}}],"templating":{"list":{{{variables}}}}}""");

    public async Task<PanelAnswer> AskAsync(Dashboard dashboard, int panelId = 1, Dictionary<string, StringValues>? vars = null, Dictionary<string, string>? scope = null)
    {
        var panel = dashboard.FindPanel(panelId)!;
        var variables = await Resolver.ResolveAsync(dashboard, vars ?? [], From, To, default);
        return await Data.AskAsync(new PanelQuestion(dashboard, panel, variables, scope, QueryWindow.Of(panel, From, To, 240, variables, scope)), default);
    }

    public static string Sample(string name) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "tests", "OpsPortal.Tests", "Fixtures", "dashboards", name + ".json"));

    /// <summary>A range answer: for each series its labels and a value at each quarter of the hour.</summary>
    public static string Matrix(params (string Labels, double[] Values)[] series) => new JsonObject
    {
        ["resultType"] = "matrix",
        ["result"] = new JsonArray([.. series.Select(one => (JsonNode)new JsonObject
        {
            ["metric"] = JsonNode.Parse(one.Labels),
            ["values"] = new JsonArray([.. one.Values.Select((value, i) => (JsonNode)new JsonArray(From.ToUnixTimeSeconds() + i * 20, value.ToString(System.Globalization.CultureInfo.InvariantCulture)))]),
        })]),
    }.ToJsonString();

    public static string Vector(params (string Labels, double Value)[] series) => new JsonObject
    {
        ["resultType"] = "vector",
        ["result"] = new JsonArray([.. series.Select(one => (JsonNode)new JsonObject
        {
            ["metric"] = JsonNode.Parse(one.Labels),
            ["value"] = new JsonArray(To.ToUnixTimeSeconds(), one.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        })]),
    }.ToJsonString();
}
