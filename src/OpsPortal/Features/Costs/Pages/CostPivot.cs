namespace OpsPortal.Features.Costs.Pages;

/// <summary>The report's cells as a table: rows by what they cost, days in their order.</summary>
public sealed class CostPivot
{
    private readonly ILookup<(string Row, string Column), CostCell> _cells;
    private readonly ILookup<string, CostCell> _byRow, _byColumn, _againstByRow;

    public CostPivot(CostReport report, CostView view)
    {
        _cells = report.Cells.ToLookup(cell => (cell.Row, cell.Column));
        _byRow = report.Cells.ToLookup(cell => cell.Row, StringComparer.Ordinal);
        _byColumn = report.Cells.ToLookup(cell => cell.Column, StringComparer.Ordinal);
        _againstByRow = report.Against.ToLookup(cell => cell.Row, StringComparer.Ordinal);
        // Days that are compared are other days: only things have a counterpart.
        HasAgainst = view.Against is not null && view.By != CostDimension.Day;
        Rows = view.By == CostDimension.Day
            ? [.. _byRow.Select(row => row.Key).Order(StringComparer.Ordinal)]
            : [.. _byRow.Select(row => row.Key).Union(HasAgainst ? _againstByRow.Select(row => row.Key) : []).OrderByDescending(row => Total(row) ?? -1).ThenBy(row => row, StringComparer.Ordinal)];
        Columns = view.Across == view.By ? []
            : view.Across == CostDimension.Day ? [.. _byColumn.Select(column => column.Key).Order(StringComparer.Ordinal)]
            : [.. _byColumn.Select(column => column.Key).OrderByDescending(column => CostReport.Sum(_byColumn[column]) ?? -1).ThenBy(column => column, StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Rows { get; }

    public IReadOnlyList<string> Columns { get; }

    public bool HasAgainst { get; }

    public decimal? Cell(string row, string column) => CostReport.Sum(_cells[(row, column)]);

    public decimal? Total(string row) => CostReport.Sum(_byRow[row]);

    public decimal? ColumnTotal(string column) => CostReport.Sum(_byColumn[column]);

    public decimal? Against(string row) => CostReport.Sum(_againstByRow[row]);

    public int NeedsPrice(string row) => _byRow[row].Sum(cell => cell.NeedsPrice);
}
