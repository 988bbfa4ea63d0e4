using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Features.Access.Sessions;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Access;

public sealed class SocketTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private PortalHost Portal => fixture.Portal;

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    public async Task Hub_Origin_MustBeThePortalsOwn(string? origin, bool opens)
    {
        var (_, cookie) = await SignInAsync();

        var failure = await Record.ExceptionAsync(() => OpenAsync(cookie, origin ?? Portal.BaseUrl));

        (failure is null).ShouldBe(opens);
        if (!opens)
            failure!.Message.ShouldContain("403");
    }

    [Fact]
    public async Task Hub_Anonymous_IsRefused()
        => (await Should.ThrowAsync<WebSocketException>(() => OpenAsync("", Portal.BaseUrl))).Message.ShouldContain("401");

    [Fact]
    public async Task Hub_AccountDisabled_ConnectionEnds()
    {
        var (name, cookie) = await SignInAsync();
        using var socket = await OpenAsync(cookie, Portal.BaseUrl);
        var store = Portal.Services.GetRequiredService<AccountStore>();

        await store.DisableAsync(Actor.System("tests"), (await store.FindAsync(name, default))!.Id, default);
        Portal.Services.GetRequiredService<AccessDirectory>().Invalidate();
        await Portal.Services.GetRequiredService<HubSessions>().EndThoseThatEndedAsync();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Eventually.EqualAsync(async () => await ReadAsync(socket, limit.Token), false);
    }

    private async Task<(string Name, string Cookie)> SignInAsync()
    {
        var name = await Accounts.CreateAsync(Portal, Roles.Viewer);
        var answer = await Accounts.SignInAsync(Portal.Anonymous(), name, Accounts.Password);
        return (name, answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("opsportal=")).Split(';')[0]);
    }

    private async Task<ClientWebSocket> OpenAsync(string cookie, string origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new Uri(Portal.BaseUrl.Replace("http://", "ws://") + "/hubs/telemetry"), default);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, default);
        (await ReadAsync(socket, default)).ShouldBeTrue();
        return socket;
    }

    /// <returns>False when the other side has ended the connection.</returns>
    private static async Task<bool> ReadAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        try
        {
            return (await socket.ReceiveAsync(new byte[4096], cancellationToken)).MessageType != WebSocketMessageType.Close;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }
}
