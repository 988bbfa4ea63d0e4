using OpsPortal.Features.OnCall.Escalation;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>A rule while it is edited. No priority chosen: all.</summary>
internal sealed class RuleForm
{
    public string Service { get; set; } = "";

    public string Team { get; set; } = "";

    public HashSet<int> Priorities { get; } = [];

    public Guid Policy { get; set; }

    public static RuleForm Of(PolicyRule rule)
    {
        var form = new RuleForm { Service = rule.Service ?? "", Team = rule.Team ?? "", Policy = rule.Policy };
        form.Priorities.UnionWith(rule.Priorities);
        return form;
    }

    public void Choose(int priority, bool chosen)
    {
        if (chosen)
            Priorities.Add(priority);
        else
            Priorities.Remove(priority);
    }

    public PolicyRule Read() => new(Service.Length == 0 ? null : Service, Team.Length == 0 ? null : Team, [.. Priorities.Order()], Policy);
}
