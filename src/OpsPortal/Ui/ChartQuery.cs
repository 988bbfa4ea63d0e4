namespace OpsPortal.Ui;

/// <summary>One query of a chart.</summary>
/// <param name="Expr">PromQL that gives a range vector's points (an instant vector expression).</param>
/// <param name="Legend">Series name with labels in braces as Grafana writes them: "{{service}} p95". Null shows the labels that tell; "{}" is the whole series as Prometheus writes it.</param>
/// <param name="Colour">Which of the ten series colours, from 0, so that one thing has one colour in all charts of a page. Null: in order.</param>
/// <param name="Server">Name of the Prometheus that is asked; null is the default one.</param>
public sealed record ChartQuery(string Expr, string? Legend = null, int? Colour = null, string? Server = null);

/// <summary>A line at a value, with a word for it: the warning level, the budget.</summary>
/// <param name="Tone">good, warn, bad or info.</param>
public sealed record ChartThreshold(double Value, string Tone, string Label);
