using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;
using OpsPortal.Features.Health.Backends;
using OpsPortal.Ui;

namespace OpsPortal.Features.Health.Pages;

public sealed partial class SystemPage
{
    private Reading<IReadOnlyList<AppliedMigration>> _migrations = Reading<IReadOnlyList<AppliedMigration>>.Loading;

    [Inject] private BackendMonitor Monitor { get; set; } = null!;

    [Inject] private MigrationList Migrations { get; set; } = null!;

    private HealthState Overall => BackendStatus.Overall([.. Monitor.All]);

    public void Dispose() => Monitor.Checked -= Redraw;

    protected override async Task OnInitializedAsync()
    {
        Monitor.Checked += Redraw;
        _migrations = _migrations.Next(await Migrations.ReadAsync(CancellationToken.None));
    }

    private void Redraw() => _ = InvokeAsync(async () =>
    {
        if (_migrations.IsStale)
            _migrations = _migrations.Next(await Migrations.ReadAsync(CancellationToken.None));
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
