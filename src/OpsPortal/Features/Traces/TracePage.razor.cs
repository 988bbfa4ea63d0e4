using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Clients.Traces;
using OpsPortal.Domain;

namespace OpsPortal.Features.Traces;

/// <summary>One trace as a waterfall, which is a table too: <c>/traces/{id}?span=…</c>. A span is opened by its link, so by keyboard as well.</summary>
public sealed partial class TracePage
{
    private const int MostRows = 1000;

    private Reading<Trace?> _trace = Reading<Trace?>.Loading;
    private Waterfall? _waterfall;
    private string _read = "";

    [Inject] internal TraceClient Client { get; set; } = default!;

    [Inject] internal ILogAccess Access { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    [Parameter] public string? Id { get; set; }

    /// <summary>What the form asks for.</summary>
    [SupplyParameterFromQuery(Name = "id")] public string? Wanted { get; set; }

    /// <summary>The open span.</summary>
    [SupplyParameterFromQuery(Name = "span")] public string? Span { get; set; }

    private string Asked => (Id ?? Wanted ?? "").Trim();

    private bool IsConfigured => Client.IsConfigured;

    protected override async Task OnParametersSetAsync()
    {
        // Another open span is no other trace.
        if (_read == Asked && _trace.Latest is { IsOk: true } || Asked.Length == 0 && IsConfigured)
            return;
        if (_read != Asked)
            (_trace, _waterfall) = (Reading<Trace?>.Loading, null);
        _read = Asked;
        // Attributes say as much as lines do: who looks at them is written down likewise, whether the trace is there or not.
        if (Session is not null && IsConfigured && TraceClient.IsId(Asked))
            Access.Note((await Session).User, "traces.open", Asked.ToLowerInvariant());
        _trace = _trace.Next(await OnceAsync(() => Client.ReadAsync(Asked, CancellationToken.None)));
        _waterfall = _trace.LastGood?.Value is { } trace ? Waterfall.Of(trace) : null;
    }

    private string LinesOfDay => $"/logs?correlate={Uri.EscapeDataString(Asked)}&from=now-24h&to=now";

    private static string TitleOf(Waterfall drawn) => HostileText.Visible($"{drawn.Rows[0].Span.Service}: {drawn.Rows[0].Span.Name}");

    private static string CountOf(Waterfall drawn)
        => $"{Counted.Of(drawn.Rows.Count, "span")}, {(drawn.Errors > 0 ? $"{drawn.Errors} failed" : "none failed")}";

    private static string CutOf(Waterfall drawn, Trace trace)
        => string.Create(CultureInfo.InvariantCulture, $"The first {Math.Min(MostRows, drawn.Rows.Count):N0} spans are shown{(trace.IsCut ? ", of more than were read." : $" of {drawn.Rows.Count:N0}.")}");

    private static string DepthOf(WaterfallRow row) => FormattableString.Invariant($"--op-depth: {Math.Min(row.Depth, 24)}");

    private static string PlaceOf(WaterfallRow row) => FormattableString.Invariant($"--op-left: {row.Left:0.#####}; --op-width: {row.Width:0.#####}");

    private string Address(TraceSpan span) => $"/traces/{Uri.EscapeDataString(Asked)}" + (span.Id == Span ? "" : "?span=" + span.Id);

    // Some seconds more on both sides: clocks of hosts differ.
    private string LinesOfTrace(Waterfall drawn)
        => $"/logs?correlate={Uri.EscapeDataString(Asked)}&from={drawn.Start / 1_000_000 - 60_000}&to={(drawn.Start + drawn.Duration) / 1_000_000 + 60_000}";
}
