using OpsPortal.Lab.Loki.Stages;

namespace OpsPortal.Lab.Loki.Syntax;

/// <summary>A parsed query: lines (<see cref="LogExpression"/>) or numbers (all others).</summary>
internal abstract record Expression;

/// <summary>A stream selector and what is done with its lines, in order.</summary>
internal sealed record LogExpression(Selector Selector, IReadOnlyList<IStage> Stages) : Expression;

/// <summary>A function over the lines of a range: <c>rate({a="b"}[5m])</c>.</summary>
/// <param name="Parameter">The quantile, or null.</param>
/// <param name="Range">Nanoseconds.</param>
/// <param name="Offset">Nanoseconds back in time; may be negative.</param>
/// <param name="Unwrap">The label whose number is used, or null when lines are counted.</param>
internal sealed record RangeExpression(
    string Function, double? Parameter, LogExpression Lines, long Range, long Offset, Unwrap? Unwrap, Grouping? Grouping) : Expression;

/// <summary>An aggregation over series: <c>sum by (level) (…)</c>.</summary>
/// <param name="Parameter">The k of topk and bottomk, or null.</param>
internal sealed record AggregateExpression(string Function, double? Parameter, Expression Inner, Grouping? Grouping) : Expression;

/// <param name="IsBool">A comparison gives 0 or 1 in place of leaving samples out.</param>
/// <param name="Matching">Which labels pair two vectors; null: all of them.</param>
internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right, bool IsBool, Grouping? Matching) : Expression;

internal sealed record NumberExpression(double Value) : Expression;

/// <summary><c>vector(1)</c>: one series without labels.</summary>
internal sealed record VectorExpression(double Value) : Expression;

/// <param name="Without">True: all labels but these; false: only these.</param>
internal sealed record Grouping(bool Without, IReadOnlyList<string> Labels);

/// <param name="Conversion">Empty, <c>bytes</c>, <c>duration</c> or <c>duration_seconds</c>.</param>
/// <param name="Filters">Label filters after it, usually <c>__error__=""</c>.</param>
internal sealed record Unwrap(string Label, string Conversion, IReadOnlyList<IStage> Filters);
