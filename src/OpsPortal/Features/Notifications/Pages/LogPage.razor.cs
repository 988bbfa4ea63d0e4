using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Outbox;
using OpsPortal.Live;

namespace OpsPortal.Features.Notifications.Pages;

/// <summary>The delivery log, live; a dead message can be tried again.</summary>
public sealed partial class LogPage
{
    private static readonly (string Key, string Words)[] Filters = [("", "All"), ("queued", "Waiting"), ("sent", "Sent"), ("dead", "Given up"), ("withdrawn", "Not needed")];
    private Reading<IReadOnlyList<LoggedMessage>> _reading = Reading<IReadOnlyList<LoggedMessage>>.Loading;
    private IDisposable? _changes;
    private string? _words;

    [SupplyParameterFromQuery(Name = "state")] private string? State { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private DeliveryLog Log { get; set; } = default!;

    [Inject] private ChangeFeed Feed { get; set; } = default!;

    private string Chosen => Filters.Select(filter => filter.Key).FirstOrDefault(key => key.Equals(State, StringComparison.OrdinalIgnoreCase)) ?? "";

    public void Dispose() => _changes?.Dispose();

    protected override void OnInitialized() => _changes = Feed.Subscribe(Topics.Notifications, TimeSpan.FromSeconds(1), () => InvokeAsync(async () =>
    {
        await ReadAsync();
        StateHasChanged();
    }));

    protected override Task OnParametersSetAsync() => ReadAsync();

    private async Task ReadAsync()
        => _reading = _reading.Next(await Log.ReadAsync(Enum.TryParse<NotificationState>(Chosen, ignoreCase: true, out var state) ? state : null, CancellationToken.None));

    private async Task RetryAsync(LoggedMessage row)
    {
        try
        {
            _words = await Log.RetryAsync(Actor.From((await Session!).User), row.Id, CancellationToken.None) ?? "It is tried again.";
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            _words = "Nothing was done: the portal's database can't be reached now.";
        }
        await ReadAsync();
    }

    private static string Word(NotificationState state) => state switch
    {
        NotificationState.Queued => "waits",
        NotificationState.Sending => "on its way",
        NotificationState.Sent => "sent",
        NotificationState.Dead => "given up",
        _ => "not needed",
    };

    private static string? Tone(NotificationState state) => state switch
    {
        NotificationState.Sent => "good",
        NotificationState.Dead => "bad",
        NotificationState.Withdrawn => null,
        _ => "info",
    };
}
