using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Model;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.Features.Dashboards.Variables;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>From an address to the written answer of a panel: variables, window, data.</summary>
internal sealed class PanelAsker(VariableResolver resolver, PanelData data, SharedAnswers shared, TimeProvider time)
{
    /// <summary>Of a kept dashboard: who asks the same at the same time, or some seconds later, gets the same bytes.</summary>
    /// <param name="uid">Under which it is kept; an old version may say another.</param>
    /// <param name="summary">What is kept now; null when only an old version was found.</param>
    public Task<PanelBody> SharedAsync(string uid, DashboardSummary? summary, Dashboard dashboard, Panel panel, PanelRequest asked, CancellationToken cancellationToken)
        => shared.GetAsync(
            $"{uid} {summary?.Version} {summary?.UpdatedAt?.UtcTicks} {panel.Id} {asked.Key}",
            stop => AskAsync(dashboard, panel, asked, stop), cancellationToken);

    public async Task<PanelBody> AskAsync(Dashboard dashboard, Panel panel, PanelRequest asked, CancellationToken cancellationToken)
    {
        var variables = await resolver.ResolveAsync(dashboard, asked.Variables, asked.From, asked.To, cancellationToken);
        var window = QueryWindow.Of(panel, asked.From, asked.To, asked.Width, variables, asked.Scope, asked.IsFixed);
        var answer = await data.AskAsync(new PanelQuestion(dashboard, panel, variables, asked.Scope, window), cancellationToken);
        return PanelBody.Of(answer with { Notices = [.. answer.Notices, .. VariableNotices(variables, panel)] }, time.GetUtcNow());
    }

    /// <summary>A variable that a panel's queries use and that couldn't be resolved explains an empty panel.</summary>
    private static IEnumerable<Notice> VariableNotices(ResolvedVariables variables, Panel panel)
    {
        if (!variables.Items.Any(item => item.Error is not null))
            return [];
        var used = ResolvedVariables.NamesIn(string.Join(' ', Target.AllOf(panel).Select(target => target.Expr))).ToHashSet(StringComparer.Ordinal);
        return variables.Items.Where(item => item.Error is not null && used.Contains(item.Name)).Select(item => new Notice("warn", $"The variable “{item.Name}”: {item.Error}"));
    }
}
