using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;
using OpsPortal.Features.Health.Backends;
using OpsPortal.Features.Health.Metrics;
using OpsPortal.Ui;

namespace OpsPortal.Features.Health.Pages;

public sealed partial class SystemPage
{
    private const int NewestShown = 5;
    private Reading<IReadOnlyList<AppliedMigration>> _migrations = Reading<IReadOnlyList<AppliedMigration>>.Loading;
    private Reading<DatabaseSize> _database = Reading<DatabaseSize>.Loading;
    private PortalVitals _vitals = null!;

    [Inject] private BackendMonitor Monitor { get; set; } = null!;

    [Inject] private MigrationList Migrations { get; set; } = null!;

    [Inject] private SharedReading<DatabaseSize> Database { get; set; } = null!;

    [Inject] private MetricsCollector Metrics { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    private HealthState Overall => BackendStatus.Overall([.. Monitor.All]);

    public void Dispose() => Monitor.Checked -= Redraw;

    protected override async Task OnInitializedAsync()
    {
        _vitals = PortalVitals.Read(Metrics, Time);
        Monitor.Checked += Redraw;
        _migrations = _migrations.Next(await OnceAsync(() => Migrations.ReadAsync(CancellationToken.None)));
        _database = await Database.ReadAsync();
    }

    private void Redraw() => _ = InvokeAsync(async () =>
    {
        _vitals = PortalVitals.Read(Metrics, Time);
        if (_migrations.IsStale)
            _migrations = _migrations.Next(await Migrations.ReadAsync(CancellationToken.None));
        _database = await Database.ReadAsync();
        StateHasChanged();
    });

    private static string? Tone(HealthState state) => state switch
    {
        HealthState.Healthy => "good",
        HealthState.Degraded => "warn",
        HealthState.Unhealthy => "bad",
        _ => null,
    };

    private static RenderFragment When(DateTimeOffset? at) => builder =>
    {
        if (at is not { } known)
        {
            builder.AddContent(0, "–");
            return;
        }
        builder.OpenComponent<Age>(1);
        builder.AddComponentParameter(2, nameof(Age.At), known);
        builder.CloseComponent();
    };
}
