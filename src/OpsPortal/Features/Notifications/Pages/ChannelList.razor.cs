using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;
using OpsPortal.Features.Notifications.Outbox;

namespace OpsPortal.Features.Notifications.Pages;

/// <summary>Channels of all or one person's own ways, with what can be done with them.</summary>
public sealed partial class ChannelList
{
    private Reading<IReadOnlyList<Channel>> _reading = Reading<IReadOnlyList<Channel>>.Loading;
    private Channel? _editing;
    private bool _asking, _wrong;
    private string? _words;

    /// <summary>An account id, or null for the shared ones.</summary>
    [Parameter] public string? Owner { get; set; }

    [Parameter] public bool MayChange { get; set; }

    /// <summary>What is said when there is none.</summary>
    [Parameter, EditorRequired] public string EmptyWords { get; set; } = "";

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private ChannelStore Store { get; set; } = default!;

    [Inject] private DeliveryLog Log { get; set; } = default!;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => _reading = _reading.Next(await OnceAsync(() => Store.ListAsync(Owner, CancellationToken.None), Owner));

    private void Ask(Channel? channel) => (_editing, _asking, _words) = (channel, true, null);

    private Task SavedAsync()
    {
        (_words, _wrong) = ("Saved. Send a test to see that it works.", false);
        return ReadAsync();
    }

    private Task TestAsync(Channel channel) => TryAsync(async actor =>
    {
        await Log.TestAsync(actor, channel.Id, CancellationToken.None);
        return (null, "A test is on its way; how it went is under Sent.");
    });

    private Task DeleteAsync(Channel channel) => TryAsync(async actor => (await Store.DeleteAsync(actor, channel.Id, Owner, CancellationToken.None), $"{channel.Name} is deleted."));

    private async Task TryAsync(Func<Actor, Task<(string? Problem, string Done)>> act)
    {
        try
        {
            var (problem, done) = await act(Actor.From((await Session!).User));
            (_words, _wrong) = (problem ?? done, problem is not null);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            (_words, _wrong) = ("Nothing was done: the portal's database can't be reached now.", true);
        }
        await ReadAsync();
    }
}
