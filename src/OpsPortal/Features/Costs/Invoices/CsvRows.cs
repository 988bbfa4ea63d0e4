using System.Text;

namespace OpsPortal.Features.Costs.Invoices;

/// <summary>Rows of CSV (RFC 4180): fields may be quoted, and hold commas, line ends and doubled quotes then.</summary>
public static class CsvRows
{
    public static IReadOnlyList<IReadOnlyList<string>> Read(string text)
    {
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        // A byte order mark is what spreadsheets begin with.
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (c == '"')
                quoted = !quoted;
            else if (quoted || c is not (',' or '\r' or '\n'))
                field.Append(c);
            else if (c == ',')
                EndField();
            else if (c == '\n')
                EndRow();
        }
        if (field.Length > 0 || row.Count > 0)
            EndRow();
        return rows;

        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }

        void EndRow()
        {
            EndField();
            // Empty lines are none.
            if (row.Count > 1 || row[0].Length > 0)
                rows.Add([.. row]);
            row.Clear();
        }
    }
}
