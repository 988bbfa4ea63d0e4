using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using OpsPortal.Lab.Hosting;

namespace OpsPortal.Tests.Lab.Hosting;

/// <summary>The live lab on free ports of its own, with a folder that goes with it.</summary>
internal sealed class LabServer : IAsyncDisposable
{
    private readonly LabWorld.Folder _folder = new();
    private WebApplication _app = null!;

    public int BasePort { get; private set; }

    public HttpClient Client { get; } = new();

    public static async Task<LabServer> StartAsync(Uri? portal = null)
    {
        var server = new LabServer();
        for (var attempt = 0; ; attempt++)
        {
            server.BasePort = FreeBase();
            try
            {
                await server.TryStartAsync(portal);
                return server;
            }
            catch (IOException) when (attempt < 5)
            {
                // Somebody was faster at one of the ten ports.
                await server._app.DisposeAsync();
            }
        }
    }

    public string Url(int offset, string path) => $"http://127.0.0.1:{BasePort + offset}{path}";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private async Task TryStartAsync(Uri? portal)
    {
        var token = _folder.File("token");
        await File.WriteAllTextAsync(token, "secret\n");
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddLab(new LabOptions { BasePort = BasePort, Seed = LabWorld.Seed, DataPath = _folder.File("data"), PortalUrl = portal, PortalTokenFile = token });
        _app = builder.Build();
        _app.MapLab();
        await _app.StartAsync();
    }

    private static int FreeBase()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return Math.Min(((IPEndPoint)socket.LocalEndPoint!).Port, 65_000);
    }
}
