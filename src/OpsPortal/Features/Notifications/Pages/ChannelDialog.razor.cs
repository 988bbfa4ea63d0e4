using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Channels;

namespace OpsPortal.Features.Notifications.Pages;

/// <summary>Makes or changes a channel. What is secret goes in and never comes out.</summary>
public sealed partial class ChannelDialog
{
    private bool _shown, _busy;
    private Guid _id;
    private ChannelKind _kind;
    private string _name = "", _address = "", _url = "", _key = "", _callback = "";
    private bool _important = true, _routine = true;
    private string? _problem;

    [Parameter] public bool Open { get; set; }

    [Parameter] public EventCallback<bool> OpenChanged { get; set; }

    /// <summary>An account id, or null for a shared one.</summary>
    [Parameter] public string? Owner { get; set; }

    /// <summary>Null: a new one.</summary>
    [Parameter] public Channel? Editing { get; set; }

    [Parameter] public EventCallback Saved { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private ChannelStore Store { get; set; } = default!;

    [Inject] private IPortalAddress Address { get; set; } = default!;

    private IEnumerable<ChannelKind> Kinds => Enum.GetValues<ChannelKind>().Where(kind => Owner is null ? kind != ChannelKind.Browser : kind is not (ChannelKind.Webhook or ChannelKind.PagerDuty));

    protected override void OnParametersSet()
    {
        if (Open == _shown)
            return;
        _shown = Open;
        (_id, _kind, _name, _address) = (Editing?.Id ?? Guid.NewGuid(), Editing?.Kind ?? ChannelKind.Email, Editing?.Name ?? "", Editing?.Kind == ChannelKind.Email ? Editing.Address : "");
        (_important, _routine, _url, _key, _callback, _problem) = (Editing?.Important ?? true, Editing?.Routine ?? true, "", "", "", null);
    }

    private async Task SaveAsync()
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _problem = await Store.SaveAsync(
                Actor.From((await Session!).User), new ChannelDraft(_id, _kind, _name, Editing?.Version ?? 0, Owner, _address, _url.Trim(), _key.Trim(), _important, _routine, _callback.Trim()), CancellationToken.None);
            if (_problem is not null)
                return;
            await OpenChanged.InvokeAsync(false);
            await Saved.InvokeAsync();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            _problem = "Nothing was saved: the portal's database can't be reached now.";
        }
        finally
        {
            _busy = false;
        }
    }
}
