using System.Text.Json.Nodes;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Data.Lists;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Transform;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>From a panel and a time range to what is drawn: queries, transformations, each field's configuration, one time axis.</summary>
internal sealed class PanelData(PanelQueries queries, ListPanels lists, TimeProvider time)
{
    // Cells of an answer; a table of a year's raw samples helps nobody.
    private const int MaxCells = 1_500_000;

    public async Task<PanelAnswer> AskAsync(PanelQuestion question, CancellationToken cancellationToken)
    {
        var panel = question.Panel;
        var (step, globals) = question.Window.For(Target.AllOf(panel) is [var first, ..] ? first : new Target("A", "", []), panel, question.Variables, question.Scope);
        var spec = PanelSpec.Of(question, globals);
        if (panel.Type is PanelType.Text or PanelType.Row)
            return new PanelAnswer(question.Window.From, question.Window.To, 0, spec, [], [], new PanelState("ready", ""), time.GetUtcNow(), []);
        if (ListPanels.Shows(panel.Type))
            return await ListAsync(question, spec, cancellationToken);
        var results = await queries.RunAsync(question, cancellationToken);
        var notices = results.Notices;
        var frames = Transformations.Apply(results.Frames, panel.Modern, text => question.Variables.Fill(text, FillFor.People, question.Scope, globals), notices);
        frames = Shape(panel.Type, frames);
        frames = new FieldConfigs(panel.Modern.Obj("fieldConfig"), question.Variables, question.Scope, globals, panel.Type, panel.SourceType).Apply(frames, notices);
        frames = ZeroFill.Apply(frames, question.Window);
        frames = Bounded(frames, notices);
        var at = results.Reports.Count > 0 ? results.Reports.Min(report => report.At) : time.GetUtcNow();
        var steps = results.Reports.Where(report => report.StepSeconds > 0).Select(report => report.StepSeconds);
        return new PanelAnswer(
            question.Window.From, question.Window.To, steps.DefaultIfEmpty((long)step.TotalSeconds).Min(), spec, [.. frames, .. results.Exemplars], notices, State(results, frames, panel), at, results.Reports);
    }

    private async Task<PanelAnswer> ListAsync(PanelQuestion question, JsonObject spec, CancellationToken cancellationToken)
    {
        var list = await lists.AskAsync(question.Panel.Type, (JsonObject)spec["options"]!, cancellationToken);
        var state = list.Failure is not { } failure ? new PanelState("ready", "") : new PanelState(failure.Kind == OutcomeKind.NotConfigured ? "notConfigured" : "failed", failure.Reason);
        return new PanelAnswer(question.Window.From, question.Window.To, 0, spec, [list.Frame], list.Notices, state, list.At, []);
    }

    /// <summary>
    /// Over time: one table with one time column. Where one figure is made of each series, they are joined only when all have the
    /// same times: a series that ended early has a last value of its own.
    /// </summary>
    private static IReadOnlyList<Frame> Shape(PanelType type, IReadOnlyList<Frame> frames) => type switch
    {
        PanelType.TimeSeries or PanelType.Heatmap or PanelType.StateTimeline or PanelType.StatusHistory => TimeJoin.OnGrid(frames),
        PanelType.Table or PanelType.Logs => frames,
        _ => frames.Count > 1 && frames.All(frame => frame.IsTimeSeries && frame.Length == frames[0].Length && SameTimes(frame, frames[0])) ? TimeJoin.OnGrid(frames) : frames,
    };

    private static bool SameTimes(Frame a, Frame b) => TimeJoin.Raw(a.TimeField!).AsSpan().SequenceEqual(TimeJoin.Raw(b.TimeField!));

    private static IReadOnlyList<Frame> Bounded(IReadOnlyList<Frame> frames, List<Notice> notices)
    {
        var cells = 0L;
        var kept = new List<Frame>();
        foreach (var frame in frames)
        {
            var size = (long)frame.Length * frame.Fields.Count;
            if (cells + size > MaxCells)
            {
                notices.Add(new Notice("warn", $"The answer is larger than {MaxCells:N0} values; the rest is left out. A shorter range or a longer step shows all."));
                var rows = (int)((MaxCells - cells) / Math.Max(1, frame.Fields.Count));
                if (rows > 0)
                    kept.Add(frame.Rows([.. Enumerable.Range(0, Math.Min(rows, frame.Length))]));
                break;
            }
            cells += size;
            kept.Add(frame);
        }
        return kept;
    }

    private static PanelState State(QueryResults results, IReadOnlyList<Frame> frames, Panel panel)
    {
        // What isn't drawn says so itself, and shows its data as a table when it has some; a canvas holds words without any.
        if (frames.Any(frame => frame.Length > 0 && frame.Fields.Count > 0) || panel.Type == PanelType.Unsupported || (panel.Type == PanelType.Canvas && results.Failure is null))
            return new PanelState("ready", "");
        if (results.Failure is { } failure)
            return new PanelState(failure.Kind == OutcomeKind.NotConfigured ? "notConfigured" : "failed", failure.Reason);
        if (results.Answered == 0 && results.Notices.FirstOrDefault(notice => notice.Tone == "bad") is { } bad)
            return new PanelState("failed", bad.Text);
        if (results.Reports.Count == 0 && Target.AllOf(panel).All(target => target.Hide || target.Expr.Length == 0))
            return new PanelState("empty", "This panel has no query.");
        return new PanelState("empty", "No data in this time range.");
    }
}
