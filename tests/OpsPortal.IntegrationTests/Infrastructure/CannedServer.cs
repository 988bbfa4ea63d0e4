using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>Answers everything on a free port of 127.0.0.1 as a test says, and keeps what was asked.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<string> _asked = [];

    private CannedServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>"GET /path", in order.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_asked)
                return [.. _asked];
        }
    }

    /// <param name="answer">Of a path and a body: a status and JSON.</param>
    public static async Task<CannedServer> StartAsync(Func<string, string, (int Status, string Json)> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new CannedServer(app);
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var (path, body) = (http.Request.Path.Value ?? "", await reader.ReadToEndAsync());
            lock (server._asked)
                server._asked.Add($"{http.Request.Method} {path}");
            var (status, json) = answer(path, body);
            (http.Response.StatusCode, http.Response.ContentType) = (status, "application/json");
            await http.Response.WriteAsync(json);
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
