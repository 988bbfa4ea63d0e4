using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Frames.Sql;

namespace OpsPortal.Tests.Features.Dashboards.Frames;

/// <summary>SQL expressions over answers in memory.</summary>
public sealed class SqlTests
{
    private static readonly Frame[] Frames =
    [
        new("A", "A", [Field.Time("Time", [1000, 1000, 2000]), Field.OfTexts("host", ["a", "b", "a"]), Field.OfNumbers("Value", [1, 2, 3])]),
        new("B", "B", [Field.OfTexts("host", ["a", "c"]), Field.OfNumbers("Value #B", [10, 20]), Field.OfTexts("zone", ["x", null])]),
        Series("a", [5, null]),
        Series("b", [7, 8]),
    ];

    [Theory]
    [InlineData("SELECT * FROM A", "Time host Value: 1000 a 1 | 1000 b 2 | 2000 a 3")]
    [InlineData("select host, Value * 2 + 1 as v from A where value >= 2 and host = 'b'", "host v: b 5")]
    [InlineData("SELECT host, SUM(Value) AS total, COUNT(*) n FROM A GROUP BY host ORDER BY total DESC", "host total n: a 4 2 | b 2 1")]
    [InlineData("SELECT host FROM A GROUP BY host HAVING COUNT(*) > 1", "host: a")]
    [InlineData("SELECT DISTINCT host FROM A ORDER BY 1 DESC LIMIT 1", "host: b")]
    [InlineData("SELECT Value FROM A ORDER BY host, Value DESC LIMIT 2 OFFSET 1", "Value: 1 | 2")]
    [InlineData("SELECT A.host, b.`Value #B` / A.Value AS share FROM A JOIN B b ON A.host = b.host ORDER BY share", "host share: a 3.3333333333333335 | a 10")]
    [InlineData("SELECT A.host, zone FROM A LEFT JOIN B ON A.host = B.host WHERE zone IS NULL", "host zone: b -")]
    [InlineData("SELECT host, zone FROM B WHERE zone IS NOT NULL OR host IN ('q', \"c\")", "host zone: a x | c -")]
    [InlineData("SELECT CASE WHEN Value > 2 THEN 'many' ELSE 'few' END AS word FROM A -- all of them", "word: few | few | many")]
    [InlineData("SELECT CONCAT(UPPER(host), '_', ROUND(Value / 3, 2)) AS x FROM A WHERE host LIKE '_' AND Value BETWEEN 2 AND 3", "x: B_0.67 | A_1")]
    [InlineData("SELECT COALESCE(zone, 'none') z, NOT (host = 'a') o, -1 m, 1 / 0 FROM B", "z o m 1 / 0: x 0 -1 - | none 1 -1 -")]
    [InlineData("SELECT host, __value__, __metric_name__ FROM C WHERE __value__ > 5", "host __value__ __metric_name__: b 7 Value | b 8 Value")]
    [InlineData("SELECT MIN(time), MAX(`__value__`), AVG(__value__), COUNT(__value__), COUNT(DISTINCT host) FROM C", "MIN(time) MAX(`__value__`) AVG(__value__) COUNT(__value__) COUNT(DISTINCT host): 1000 8 6.666666666666667 3 2")]
    [InlineData("SELECT COUNT(*) FROM A WHERE 1 = 0", "COUNT(*): 0")]
    public void Select_OverAnswers_HasItsRows(string sql, string expected)
    {
        var frame = SqlRun.Of("Q", sql, Frames);

        var rows = Enumerable.Range(0, frame.Length).Select(row => string.Join(' ', frame.Fields.Select(field => field.Values[row] is { } value ? Cell.ToText(value) : "-")));
        $"{string.Join(' ', frame.Fields.Select(field => field.Name))}: {string.Join(" | ", rows)}".ShouldBe(expected);
    }

    [Fact]
    public void Select_TimeAsItIs_StaysATime()
        => SqlRun.Of("Q", "SELECT time, MAX(__value__) v FROM C GROUP BY time", Frames).Fields.Select(field => field.Type).ShouldBe([FieldType.Time, FieldType.Number]);

    [Theory]
    [InlineData("DELETE FROM A", "SELECT is expected at “DELETE”")]
    [InlineData("SELECT 1", "FROM is expected at its end")]
    [InlineData("SELECT x FROM Z", "no result of Z")]
    [InlineData("SELECT nothing FROM A", "no column nothing; there are Time, host, Value")]
    [InlineData("SELECT host FROM A JOIN B ON A.host = B.host", "column host is in several tables")]
    [InlineData("SELECT SLEEP(9) FROM A", "the function SLEEP with 1 values isn't known")]
    [InlineData("SELECT host FROM A; DROP TABLE users", "at “DROP”")]
    [InlineData("SELECT (SELECT 1) FROM A", "at “SELECT”")]
    [InlineData("SELECT ROW_NUMBER() OVER (ORDER BY host) FROM A", "windows (OVER)")]
    [InlineData("SELECT 'open FROM A", "“'open FROM A” isn't understood")]
    public void Select_NotUnderstood_SaysWhy(string sql, string words) => Should.Throw<FormatException>(() => SqlRun.Of("Q", sql, Frames)).Message.ShouldContain(words);

    [Fact]
    public void Select_NestedDeeply_IsRefused()
    {
        Should.Throw<FormatException>(() => SqlRun.Of("Q", "SELECT " + new string('(', 900) + "1" + new string(')', 900) + " FROM A", Frames)).Message.ShouldContain("nested too deeply");
        Should.Throw<FormatException>(() => SqlRun.Of("Q", "SELECT " + string.Concat(Enumerable.Repeat("NOT ", 50_000)) + "1 FROM A", Frames)).Message.ShouldContain("more than 2000 words");
    }

    [Fact]
    public async Task Panel_WithSql_ShowsItsTable()
    {
        var engine = Engine.Answering(_ => Engine.Vector(("{\"host\":\"a\"}", 1), ("{\"host\":\"b\"}", 2)));

        var answer = await engine.AskAsync(Engine.WithPanel(
            """
            {"id":1,"type":"table","targets":[{"refId":"A","expr":"a","format":"table","instant":true,"hide":true},
             {"refId":"Q","datasource":{"type":"__expr__","uid":"__expr__"},"type":"sql","expression":"SELECT host, Value FROM A WHERE host = '$h'"}]}
            """, """[{"name":"h","type":"custom","query":"b"}]"""));

        answer.Notices.ShouldBeEmpty();
        string.Join(' ', answer.Frames.ShouldHaveSingleItem().Fields.Select(field => Cell.ToText(field.Values[0]))).ShouldBe("b 2");
    }

    private static Frame Series(string host, double?[] values)
        => new("C", "", [Field.Time("Time", [1000, 2000]), Field.OfNumbers("Value", values) with { Labels = new Dictionary<string, string> { ["host"] = host } }]);
}
