using System.Text.Json.Nodes;

namespace OpsPortal.Features.Dashboards.Model;

public enum VariableKind
{
    Query, Custom, Interval, Textbox, Constant, Datasource,

    /// <summary>Conditions on labels that go into every query of a server; its values are <c>key|operator|value</c>.</summary>
    Adhoc,

    /// <summary>Labels by which every aggregation of a server's queries groups, beside its own.</summary>
    GroupBy,

    /// <summary>One of two values: the first option is on, the second off.</summary>
    Switch,

    /// <summary>Other kinds: kept on export, without effect here.</summary>
    Unsupported,
}

/// <summary>A variable as its file defines it.</summary>
public sealed record Variable
{
    public required string Name { get; init; }

    public string Label { get; init; } = "";

    public required VariableKind Kind { get; init; }

    /// <summary>0: shown; 1: shown without its label; 2: not shown.</summary>
    public int Hide { get; init; }

    public bool Multi { get; init; }

    public bool IncludeAll { get; init; }

    /// <summary>What All stands for; null: all options.</summary>
    public string? AllValue { get; init; }

    /// <summary>0 none; 1, 2 alphabetical; 3, 4 numerical; 5, 6 alphabetical without case; 7, 8 natural; even ones fall.</summary>
    public int Sort { get; init; }

    /// <summary><c>/re/flags</c> or plain; "" for none.</summary>
    public string Regex { get; init; } = "";

    /// <summary>The query, the list of a custom variable, the text of a constant, the type of a data source.</summary>
    public string Query { get; init; } = "";

    /// <summary>0: once; 1: when the dashboard is opened; 2: when the time range changes.</summary>
    public int Refresh { get; init; }

    /// <summary>The values that the file was saved with; empty when there are none. <c>$__all</c> stands for All.</summary>
    public IReadOnlyList<string> DefaultCurrent { get; init; } = [];

    /// <summary>What <see cref="DefaultCurrent"/> is called.</summary>
    public IReadOnlyList<string> DefaultText { get; init; } = [];

    public string Description { get; init; } = "";

    /// <summary>As in the file. Never change it: <c>DeepClone()</c> first.</summary>
    public required JsonObject Source { get; init; }
}
