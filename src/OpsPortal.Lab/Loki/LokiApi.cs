using OpsPortal.Lab.Loki.Http;
using OpsPortal.Lab.Loki.Syntax;
using OpsPortal.Lab.Loki.Tailing;
using OpsPortal.Lab.Logs;

namespace OpsPortal.Lab.Loki;

/// <summary>
/// The part of Loki's HTTP API that the portal uses, over the lab's lines. Paths that aren't here answer as an unknown path of Loki does;
/// LogQL that isn't known is a 400 in Loki's form.
/// </summary>
public static class LokiApi
{
    /// <summary>Needs a <see cref="LogStore"/> and a <see cref="TimeProvider"/> among the services.</summary>
    /// <returns>The group, so that it can be bound to a port.</returns>
    public static RouteGroupBuilder MapLoki(this IEndpointRouteBuilder routes)
    {
        var store = routes.ServiceProvider.GetRequiredService<LogStore>();
        var time = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        var streams = new StreamIndex(store);
        var queries = new QueryEndpoints(streams, time);
        var metadata = new MetadataEndpoints(streams, time);
        var detected = new DetectedEndpoints(streams, time);
        var volume = new VolumeEndpoints(streams, time);
        var tail = new TailEndpoint(store, streams, time);
        var push = new PushEndpoint(store, streams, time);

        var group = routes.MapGroup("");
        group.MapGet("/ready", http => Text(http, StatusCodes.Status200OK, "ready\n"));
        var api = group.MapGroup("/loki/api/v1");
        string[] both = [HttpMethods.Get, HttpMethods.Post];
        api.MapMethods("/query", both, http => Guard(http, queries.InstantAsync));
        api.MapMethods("/query_range", both, http => Guard(http, queries.RangeAsync));
        api.MapMethods("/labels", both, http => Guard(http, metadata.LabelsAsync));
        api.MapGet("/label/{name}/values", http => Guard(http, metadata.ValuesAsync));
        api.MapMethods("/series", both, http => Guard(http, metadata.SeriesAsync));
        api.MapMethods("/index/stats", both, http => Guard(http, metadata.StatsAsync));
        api.MapMethods("/index/volume", both, http => Guard(http, volume.VolumeAsync));
        api.MapMethods("/index/volume_range", both, http => Guard(http, volume.RangeAsync));
        api.MapMethods("/detected_fields", both, http => Guard(http, detected.FieldsAsync));
        api.MapMethods("/detected_field/{name}/values", both, http => Guard(http, detected.FieldValuesAsync));
        api.MapMethods("/detected_labels", both, http => Guard(http, detected.LabelsAsync));
        api.MapMethods("/patterns", both, http => Guard(http, detected.PatternsAsync));
        api.MapMethods("/format_query", both, http => Guard(http, detected.FormatAsync));
        api.MapGet("/drilldown-limits", http => DetectedEndpoints.LimitsAsync(http));
        // The one address with a websocket brings what that needs along.
        var socket = routes.CreateApplicationBuilder().UseWebSockets();
        socket.Run(http => Guard(http, tail.TailAsync));
        api.MapGet("/tail", socket.Build());
        api.MapGet("/status/buildinfo", http => MetadataEndpoints.BuildInfoAsync(http));
        api.MapPost("/push", http => Guard(http, push.TakeAsync));
        api.Map("/{**unknown}", http => Text(http, StatusCodes.Status404NotFound, "404 page not found\n"));
        return group;
    }

    private static async Task Guard(HttpContext http, Func<HttpContext, Task> answer)
    {
        try
        {
            await answer(http);
        }
        catch (LogQlException error)
        {
            await Text(http, StatusCodes.Status400BadRequest, error.Message);
        }
        catch (RequestException error)
        {
            await Text(http, error.Status, error.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Who asked has left; there is nobody to answer.
        }
    }

    private static Task Text(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }
}
