using System.Text.Json;
using OpsPortal.Lab.Exposition;
using OpsPortal.Lab.Services;
using OpsPortal.Lab.Simulation;

namespace OpsPortal.Lab.Hosting;

/// <summary>Answers on the ports of the played programs; the control port goes on to the endpoints.</summary>
internal sealed class SurfaceRouter(RequestDelegate next, Surfaces surfaces, World world, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context) =>
        surfaces.OfPort(context.Connection.LocalPort) is { } surface ? AnswerAsync(context, surface) : next(context);

    private async Task AnswerAsync(HttpContext context, Surface surface)
    {
        // A program that is down closes the connection, without a word.
        if (surface.Service is { } service && world.Read(_ => service.Effects.Down))
        {
            context.Abort();
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var path = context.Request.Path.Value ?? "/";
        if (surface.Page(path, context.Request.Query["target"]) is { } page)
            await WriteAsync(context, StatusCodes.Status200OK, TextExposition.ContentType, world.Render(page));
        else if (world.Read(_ => surface.Service?.Health(path, time.GetUtcNow())) is { } health)
            await WriteAsync(context, health.StatusCode, "application/json", JsonSerializer.SerializeToUtf8Bytes(health.Body, HealthAnswer.Json));
        else
            await NotFoundAsync(context, surface);
    }

    private static Task NotFoundAsync(HttpContext context, Surface surface)
    {
        string[] paths = [.. surface.Metrics.Keys, .. surface.Service?.HealthPaths ?? []];
        var text = $"{surface.Name} answers {string.Join(", ", paths)}\n";
        return WriteAsync(context, StatusCodes.Status404NotFound, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static async Task WriteAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
