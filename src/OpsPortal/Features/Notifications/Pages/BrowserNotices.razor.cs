using Dapper;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Outbox;
using OpsPortal.Live;

namespace OpsPortal.Features.Notifications.Pages;

/// <summary>Shows what a person's browser channel was told, on every page that they have open.</summary>
public sealed partial class BrowserNotices
{
    private const int Most = 5;
    private readonly List<NotificationRow> _notices = [];
    private IDisposable? _subscription;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private ChangeFeed Feed { get; set; } = default!;

    [Inject] private NpgsqlDataSource Database { get; set; } = default!;

    public void Dispose() => _subscription?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive || Session is null || Actor.From((await Session).User).Id is not { } me)
            return;
        _subscription = Feed.Subscribe(Topics.Browser, key => key.StartsWith(me + " ", StringComparison.Ordinal) ? InvokeAsync(() => ShowAsync(key[(me.Length + 1)..])) : Task.CompletedTask);
    }

    private async Task ShowAsync(string key)
    {
        await using var connection = await Database.OpenConnectionAsync();
        if (await connection.QuerySingleOrDefaultAsync<NotificationRow>("SELECT * FROM notifications WHERE key = @key", new { key }) is not { } row || _notices.Exists(one => one.Key == key))
            return;
        // Several that went out as one are told by their number; the list of incidents has them.
        var together = row.SentWith is null ? await connection.ExecuteScalarAsync<int>("SELECT count(*)::int FROM notifications WHERE sent_with = @Id", new { row.Id }) : 0;
        _notices.Insert(0, together == 0 ? row : row with { Title = $"{together + 1} messages, the first: {row.Title}", Href = "/incidents" });
        if (_notices.Count > Most)
            _notices.RemoveAt(Most);
        StateHasChanged();
    }
}

/// <summary>Puts them on every page.</summary>
internal sealed class BrowserNoticesCompanion : IPageCompanion
{
    public Type Component => typeof(BrowserNotices);
}
