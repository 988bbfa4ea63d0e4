using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Notifications.Outbox;

namespace OpsPortal.Features.Notifications.Pages;

/// <summary>The delivery log, live; a dead message can be tried again.</summary>
public sealed partial class LogPage
{
    private static readonly (string Key, string Words)[] Filters = [("", "All"), ("queued", "Waiting"), ("sent", "Sent"), ("dead", "Given up"), ("withdrawn", "Not needed")];
    private Reading<IReadOnlyList<LoggedMessage>> _reading = Reading<IReadOnlyList<LoggedMessage>>.Loading;
    private string? _words;

    [SupplyParameterFromQuery(Name = "state")] private string? State { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Inject] private DeliveryLog Log { get; set; } = default!;

    private string Chosen => Filters.Select(filter => filter.Key).FirstOrDefault(key => key.Equals(State, StringComparison.OrdinalIgnoreCase)) ?? "";

    protected override void OnInitialized() => ReadWhen(Topics.Notifications, TimeSpan.FromSeconds(1));

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override async Task ReadAsync()
        => _reading = _reading.Next(await OnceAsync(() => Log.ReadAsync(Enum.TryParse<NotificationState>(Chosen, ignoreCase: true, out var state) ? state : null, Left)));

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
