using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Frames;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>How a panel's asking ended.</summary>
/// <param name="Kind"><c>ready</c>, <c>empty</c>, <c>failed</c> or <c>notConfigured</c>.</param>
/// <param name="Text">In words; "" when ready.</param>
internal sealed record PanelState(string Kind, string Text);

/// <summary>All that a panel needs to be drawn; <see cref="PanelAnswerWriter"/> gives it its form.</summary>
/// <param name="Spec">Type, title, description, links, options.</param>
/// <param name="At">When the oldest part was measured.</param>
internal sealed record PanelAnswer(
    DateTimeOffset From, DateTimeOffset To, long StepSeconds, JsonObject Spec, IReadOnlyList<Frame> Frames, IReadOnlyList<Notice> Notices, PanelState State,
    DateTimeOffset At, IReadOnlyList<QueryReport> Queries);
