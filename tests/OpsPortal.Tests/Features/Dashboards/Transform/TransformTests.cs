using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Transform;

namespace OpsPortal.Tests.Features.Dashboards.Transform;

/// <summary>Each transformation once, by its name in files; tables are written as lines of cells.</summary>
public sealed class TransformTests
{
    private static readonly Frame A = Table("A", ("Time", [1000d, 1000d]), ("host", ["a", "b"]), ("Value #A", [10d, 20d]));
    private static readonly Frame B = Table("B", ("Time", [1000d, 1000d]), ("host", ["b", "c"]), ("Value #B", [2d, 3d]));

    [Fact]
    public void Organize_ExcludesOrdersAndRenames()
        => Show("""{"id":"organize","options":{"excludeByName":{"Time":true},"indexByName":{"Value #A":0,"host":1},"renameByName":{"Value #A":"Size"}}}""", A)
            .ShouldBe("Size host | 10 a | 20 b");

    [Fact]
    public void Merge_SharedColumns_MakeOneRow()
        => Show("""{"id":"merge","options":{}}""", A, B).ShouldBe("Time host Value #A Value #B | 1000 a 10 - | 1000 b 20 2 | 1000 c - 3");

    [Theory]
    [InlineData("outer", "host Time Value #A Time Value #B | a 1000 10 - - | b 1000 20 1000 2 | c - - 1000 3")]
    [InlineData("inner", "host Time Value #A Time Value #B | b 1000 20 1000 2")]
    [InlineData("outerTabular", "host Time Value #A Time Value #B | a 1000 10 - - | b 1000 20 1000 2 | c - - 1000 3")]
    public void JoinByField_Modes_KeepTheirRows(string mode, string expected)
        => Show($$$"""{"id":"joinByField","options":{"byField":"host","mode":"{{{mode}}}"}}""", A, B, names: false).ShouldBe(expected);

    [Fact]
    public void JoinByField_OuterWithSeveralOfAKey_KeepsTheLast()
        => Show("""{"id":"joinByField","options":{"byField":"k","mode":"outer"}}""", Table("A", ("k", ["x", "x", "y"]), ("a", [1d, 2d, 3d])), Table("B", ("k", ["x", "y", "y"]), ("b", [5d, 6d, 7d]))).ShouldBe("k a b | x 2 5 | y 3 7");

    [Fact]
    public void JoinByField_TwoTimes_CanBeNamedByTheirNumbers()
        => Show("""{"id":"joinByField","options":{"byField":"host"}},{"id":"organize","options":{"excludeByName":{"Time 1":true,"Time 2":true}}}""", A, B)
            .ShouldBe("host Value #A Value #B | a 10 - | b 20 2 | c - 3");

    [Fact]
    public void Merge_RowThatFitsSeveral_GoesIntoEach()
        => Show("""{"id":"merge","options":{}}""", Table("A", ("pod", ["x", "x"]), ("a", [1d, 2d])), Table("B", ("pod", ["x"]), ("b", [3d]))).ShouldBe("pod a b | x 1 3 | x 2 3");

    [Fact]
    public void Merge_NothingInCommon_LeavesTheTables()
        => Run("""{"id":"merge","options":{}}""", Table("A", ("a", [1d])), Table("B", ("b", [3d]))).Count.ShouldBe(2);

    [Fact]
    public void CalculateField_MissingBesideAValue_CountsAsNothing()
        => Show("""{"id":"calculateField","options":{"mode":"binary","binary":{"left":"x","operator":"+","right":"y"},"replaceFields":true}}""", Series("x", (1, 5), (3, 6)), Series("y", (2, 7), (3, 8)))
            .ShouldBe("Time x + y | 1 5 | 2 7 | 3 14");

    [Fact]
    public void FilterByValue_ColumnThatATableHasNot_FitsNothing()
        => Run("""{"id":"filterByValue","options":{"type":"include","match":"any","filters":[{"fieldName":"Value #A","config":{"id":"greater","options":{"value":1}}}]}}""", A, B).Select(frame => frame.Length).ShouldBe([2, 0]);

    [Fact]
    public void Reduce_FieldsBySeveralCalculations_StayApart()
        => Show("""{"id":"reduce","options":{"mode":"reduceFields","reducers":["max","min"]}}""", Labelled("a", 1)).ShouldBe("{job=\"a\", reducer=\"Max\"} {job=\"a\", reducer=\"Min\"} | 1 1");

    [Fact]
    public void JoinByField_Time_IsOneTable()
        => Show("""{"id":"seriesToColumns","options":{}}""", Series("x", (1, 5), (3, 6)), Series("y", (2, 7), (3, 8))).ShouldBe("Time x y | 1 5 - | 2 - 7 | 3 6 8");

    [Theory]
    [InlineData("""{"mode":"binary","alias":"Used","binary":{"left":"Value #A","operator":"-","right":"1"}}""", "Used", "9 19")]
    [InlineData("""{"mode":"binary","binary":{"left":{"matcher":{"id":"byName","options":"Value #A"}},"operator":"/","right":{"matcher":{"id":"byName","options":"Value #A"}}}}""", "Value #A / Value #A", "1 1")]
    [InlineData("""{"mode":"reduceRow","reduce":{"reducer":"sum"}}""", "Total", "10 20")]
    [InlineData("""{"mode":"unary","unary":{"operator":"ln","fieldName":"Value #A"},"alias":"l"}""", "l", "2.302585092994046 2.995732273553991")]
    [InlineData("""{"mode":"index"}""", "Row", "0 1")]
    [InlineData("""{"mode":"cumulativeFunctions","cumulative":{"field":"Value #A","reducer":"sum"},"alias":"c"}""", "c", "10 30")]
    [InlineData("""{"mode":"windowFunctions","window":{"field":"Value #A","reducer":"mean","windowSizeMode":"fixed","windowSize":2},"alias":"w"}""", "w", "10 15")]
    public void CalculateField_EachMode_AddsAColumn(string options, string name, string values)
    {
        var field = Run($$$"""{"id":"calculateField","options":{{{options}}}}""", A)[0].Fields[^1];

        field.Name.ShouldBe(name);
        string.Join(' ', field.Values.Select(Cell.ToText)).ShouldBe(values);
    }

    [Fact]
    public void CalculateField_ReplaceFields_KeepsOnlyTimeAndResult()
        => Show("""{"id":"calculateField","options":{"mode":"reduceRow","reduce":{"reducer":"mean"},"replaceFields":true}}""", Series("x", (1, 5)), Series("y", (1, 7))).ShouldBe("Time Mean | 1 6");

    [Fact]
    public void GroupBy_Aggregates_AreNamedByTheirCalculation()
        => Show("""{"id":"groupBy","options":{"fields":{"host":{"operation":"groupby","aggregations":[]},"v":{"operation":"aggregate","aggregations":["sum","lastNotNull"]}}}}""",
            Table("A", ("host", ["a", "b", "a"]), ("v", [1d, 2d, 3d]))).ShouldBe("host v (sum) v (lastNotNull) | a 4 3 | b 2 2");

    [Fact]
    public void SortBy_Descending_Sorts()
        => Show("""{"id":"sortBy","options":{"sort":[{"field":"Value #A","desc":true}]}}""", A).ShouldBe("Time host Value #A | 1000 b 20 | 1000 a 10");

    [Fact]
    public void Transpose_FirstColumn_BecomesNames()
        => Show("""{"id":"transpose","options":{}}""", Table("A", ("GPU", ["g0", "g1"]), ("Driver", ["5", "6"]), ("CUDA", ["12", "13"]))).ShouldBe("Field g0 g1 | Driver 5 6 | CUDA 12 13");

    [Theory]
    [InlineData("""{"include":{"names":["host"]}}""", "host")]
    [InlineData("""{"include":{"pattern":"/Val.*/"}}""", "Value #A")]
    [InlineData("""{"exclude":{"names":["Time"]}}""", "host,Value #A")]
    public void FilterFieldsByName_NamesAndPattern_Choose(string options, string expected)
        => string.Join(',', Run($$$"""{"id":"filterFieldsByName","options":{{{options}}}}""", A)[0].Fields.Select(field => field.Name)).ShouldBe(expected);

    [Theory]
    [InlineData("B", "B")]
    [InlineData("A|B", "A,B")]
    [InlineData("/^(?:A)$/", "A")]
    public void FilterByRefId_ChoosesFrames(string include, string expected)
        => string.Join(',', Run($$$"""{"id":"filterByRefId","options":{"include":"{{{include}}}"}}""", A, B).Select(frame => frame.RefId)).ShouldBe(expected);

    [Theory]
    [InlineData("greater", "15", "include", "b")]
    [InlineData("greater", "15", "exclude", "a")]
    [InlineData("lowerOrEqual", "10", "include", "a")]
    [InlineData("equal", "20", "include", "b")]
    [InlineData("notEqual", "20", "include", "a")]
    [InlineData("regex", "1.", "include", "a")]
    [InlineData("isNotNull", "0", "include", "a,b")]
    public void FilterByValue_Conditions_ChooseRows(string id, string value, string type, string expected)
        => string.Join(',', Run($$$$"""{"id":"filterByValue","options":{"type":"{{{{type}}}}","match":"any","filters":[{"fieldName":"Value #A","config":{"id":"{{{{id}}}}","options":{"value":"{{{{value}}}}"}}}]}}""", A)[0]
            .Fields[1].Values).ShouldBe(expected);

    [Fact]
    public void Reduce_SeriesToRows_HasAColumnForEachCalculation()
        => Show("""{"id":"reduce","options":{"reducers":["max","lastNotNull"]}}""", Series("x", (1, 5), (2, 3)), Series("y", (1, 7))).ShouldBe("Field Max Last * | x 5 3 | y 7 7");

    [Fact]
    public void Reduce_Fields_KeepsTheirNames()
        => Show("""{"id":"reduce","options":{"mode":"reduceFields","reducers":["sum"]}}""", Series("x", (1, 5), (2, 3))).ShouldBe("x | 8");

    [Fact]
    public void RenameByRegex_Group_IsUsed()
        => Show("""{"id":"renameByRegex","options":{"regex":"Value #(.*)","renamePattern":"Query $1"}}""", A).ShouldBe("Time host Query A | 1000 a 10 | 1000 b 20");

    [Fact]
    public void LabelsToFields_Merged_EachSeriesIsARow()
        => Show("""{"id":"labelsToFields","options":{}},{"id":"merge","options":{}}""", Labelled("a", 1), Labelled("b", 2)).ShouldBe("Time Value job | 1 1 a | 1 2 b");

    [Fact]
    public void SeriesToRows_NewestFirst()
        => Show("""{"id":"seriesToRows"}""", Series("x", (1, 5), (3, 6)), Series("y", (2, 7))).ShouldBe("Time Metric Value | 3 x 6 | 2 y 7 | 1 x 5");

    [Fact]
    public void RowsToFields_NameAndValue_BecomeColumns()
        => Show("""{"id":"rowsToFields","options":{}}""", Table("A", ("host", ["a", "b"]), ("v", [1d, 2d]))).ShouldBe("a b | 1 2");

    [Fact]
    public void Concatenate_AllColumns_SideBySide()
        => Show("""{"id":"concatenate","options":{"frameNameMode":"drop"}}""", Table("A", ("a", [1d, 2d])), Table("B", ("b", [3d]))).ShouldBe("a b | 1 3 | 2 -");

    [Fact]
    public void ConvertFieldType_TextToNumber()
        => Run("""{"id":"convertFieldType","options":{"conversions":[{"targetField":"n","destinationType":"number"}]}}""", Table("A", ("n", ["1.5", "x"])))[0].Fields[0].Values.ShouldBe([1.5, null]);

    [Theory]
    [InlineData("Upper Case", "WEB ONE")]
    [InlineData("Snake Case", "web_one")]
    [InlineData("Pascal Case", "WebOne")]
    [InlineData("Substring", "eb")]
    public void FormatString_EachForm_IsApplied(string form, string expected)
        => Run($$$"""{"id":"formatString","options":{"stringField":"host","outputFormat":"{{{form}}}","substringStart":1,"substringEnd":3}}""", Table("A", ("host", ["web one"])))[0].Fields[0].Values.ShouldBe([expected]);

    [Fact]
    public void Limit_KeepsTheFirst() => Run("""{"id":"limit","options":{"limitField":1}}""", A)[0].Length.ShouldBe(1);

    [Fact]
    public void ExtractFields_Json_MakesColumns()
        => Show("""{"id":"extractFields","options":{"source":"line","format":"json","replace":true}}""", Table("A", ("line", ["{\"a\":1,\"b\":\"x\"}", "{\"a\":2}"]))).ShouldBe("a b | 1 x | 2 -");

    [Fact]
    public void FormatTime_Pattern_IsApplied()
        => Show("""{"id":"formatTime","options":{"timeField":"Time","outputFormat":"YYYY-MM-DD HH:mm"}}""", Series("x", (1_594_671_549_254, 5))).ShouldBe("Time x | 2020-07-13 20:19 5");

    [Fact]
    public void GroupingToMatrix_RowsAndColumns()
        => Show("""{"id":"groupingToMatrix","options":{"columnField":"c","rowField":"r","valueField":"v"}}""", Table("A", ("c", ["x", "y", "x"]), ("r", ["1", "1", "2"]), ("v", [5d, 6d, 7d]))).ShouldBe("r\\c x y | 1 5 6 | 2 7 -");

    [Fact]
    public void Histogram_Counts_AreByBucket()
        => Show("""{"id":"histogram","options":{"bucketSize":10,"combine":true}}""", Table("A", ("v", [1d, 2d, 15d, 29d]))).ShouldBe("xMin xMax Count | 0 10 2 | 10 20 1 | 20 30 1");

    [Fact]
    public void JoinByLabels_Pivots()
        => Show("""{"id":"joinByLabels","options":{"value":"job"}}""", Labelled("a", 1), Labelled("b", 2)).ShouldBe("a b | 1 2");

    [Fact]
    public void PartitionByValues_MakesFrames()
        => Run("""{"id":"partitionByValues","options":{"fields":["host"]}}""", A).Select(frame => frame.Name + ":" + frame.Length).ShouldBe(["a:1", "b:1"]);

    [Fact]
    public void PrepareTimeSeries_Wide_Joins()
        => Run("""{"id":"prepareTimeSeries","options":{"format":"wide"}}""", Series("x", (1, 5)), Series("y", (1, 7))).ShouldHaveSingleItem().Fields.Count.ShouldBe(3);

    [Fact]
    public void Disabled_IsPassedOver() => Run("""{"id":"limit","disabled":true,"options":{"limitField":1}}""", A)[0].Length.ShouldBe(2);

    [Fact]
    public void Filtered_OnlyItsFrames_AreChanged()
        => Run("""{"id":"limit","filter":{"id":"byRefId","options":"B"},"options":{"limitField":1}}""", A, B).Select(frame => frame.RefId + frame.Length).Order().ShouldBe(["A2", "B1"]);

    [Theory]
    [InlineData("""{"predictionCount":3}""", "Linear regression", "0:1 50:6 100:11")]
    [InlineData("""{"modelType":"polynomial","degree":2,"predictionCount":2,"xFieldName":"Time","yFieldName":"x"}""", "Polynomial regression", "0:1 100:11")]
    public void Regression_PointsOnALine_AreFollowedByIt(string options, string name, string expected)
    {
        var frames = Run($$$"""{"id":"regression","options":{{{options}}}}""", Series("x", (0, 1), (10, 2), (20, 3), (100, 11)));

        frames.Count.ShouldBe(2);
        (frames[1].Name, frames[1].RefId, FrameNames.Of(frames[1], frames)[1].Name).ShouldBe((name, "regression-A", "x predicted"));
        string.Join(' ', Enumerable.Range(0, frames[1].Length).Select(row => $"{frames[1].Fields[0].Number(row)}:{Math.Round(frames[1].Fields[1].Number(row)!.Value, 6)}")).ShouldBe(expected);
    }

    [Fact]
    public void Regression_Parabola_IsFoundFromItsPoints()
    {
        // Real milliseconds: their powers are too large for a naive fit.
        var points = Enumerable.Range(0, 50).Select(i => (1_790_000_000_000d + i * 15_000, 3d + 2 * i + 0.5 * i * i)).ToArray();

        var predicted = Run("""{"id":"regression","options":{"modelType":"polynomial","degree":2,"predictionCount":50}}""", Series("x", points))[1].Fields[1];

        Enumerable.Range(0, 50).ShouldAllBe(i => Math.Abs(predicted.Number(i)!.Value - points[i].Item2) < 1e-6);
    }

    [Fact]
    public void Smoothing_NoisyWave_IsLessRoughAndKeepsItsGaps()
    {
        var random = new Random(5);
        var points = Enumerable.Range(0, 400).Select(i => (i * 1000d, i == 100 ? double.NaN : Math.Sin(i / 40d) * 10 + random.NextDouble() * 4 - 2)).ToArray();

        var frames = Run("""{"id":"smoothing","options":{"resolution":200}}""", Series("x", points));

        frames.Count.ShouldBe(2);
        FrameNames.Of(frames[1], frames)[1].Name.ShouldBe("x (smoothed)");
        frames[1].Fields[0].Values.ShouldBeSameAs(frames[0].Fields[0].Values);
        var smooth = frames[1].Fields[1];
        smooth.Number(100).ShouldBeNull();
        double Steps(Field field) => Enumerable.Range(101, 298).Sum(i => Math.Abs(field.Number(i + 1)!.Value - field.Number(i)!.Value));
        Steps(smooth).ShouldBeLessThan(Steps(frames[0].Fields[1]) / 2);
        // It is the wave still.
        Enumerable.Range(110, 250).ShouldAllBe(i => Math.Abs(smooth.Number(i)!.Value - Math.Sin(i / 40d) * 10) < 4);
    }

    [Theory]
    [InlineData("""{"mode":"coords","latitude":"y","longitude":"x"}""")]
    [InlineData("""{"mode":"geohash","geohash":"hash"}""")]
    public void Spatial_Prepare_SaysWhereEachRowIs(string source)
    {
        // u4pruydq is in Denmark, s0 at the equator.
        var frame = Run($$$"""{"id":"spatial","options":{"action":"prepare","source":{{{source}}}}}""", Table("A", ("y", [57.64911d, 2.8125]), ("x", [10.40744d, 5.625]), ("hash", ["u4pruydqqvj", "s0"])))[0];

        var (name, points) = (frame.Fields[0].Name, frame.Fields[0].Values.Select(value => Regex.Matches((string)value!, @"-?[\d.]+").Select(number => Math.Round(double.Parse(number.Value), 4)).ToArray()).ToArray());
        name.ShouldBe("Point");
        points[0].ShouldBe([10.4074, 57.6491]);
        points[1].ShouldBe([5.625, 2.8125]);
    }

    [Fact]
    public void Spatial_Heading_IsTheCourseToTheNextPoint()
        => Show("""{"id":"spatial","options":{"action":"calculate","calculate":{"calc":"heading"}}}""", Table("A", ("lat", [0d, 0d, -1d, 0d]), ("lon", [0d, 1d, 1d, 1d])))
            .ShouldBe("lat lon heading | 0 0 90 | 0 1 180 | -1 1 0 | 0 1 0");

    [Theory]
    [InlineData("""{"id":"regression","options":{"yFieldName":"y"}}""", "no frame with both columns")]
    [InlineData("""{"id":"regression","options":{"modelType":"polynomial","degree":3}}""", "4 points at different places")]
    [InlineData("""{"id":"spatial","options":{}}""", "no columns of latitude and longitude")]
    [InlineData("""{"id":"spatial","options":{"action":"calculate","calculate":{"calc":"area"}}}""", "points have no area")]
    [InlineData("""{"id":"smoothing","filter":{"id":"byRefId","options":"Z"},"options":{}}""", "no series over time")]
    public void Unfit_IsToldAndDataGoOn(string transformation, string words)
    {
        var notices = new List<Notice>();
        var frame = Series("x", (0, 1), (10, 2));

        Transformations.Apply([frame], new JsonObject { ["transformations"] = new JsonArray(JsonNode.Parse(transformation)) }, text => text, notices).ShouldBe([frame]);

        notices.ShouldHaveSingleItem().Text.ShouldContain(words);
    }

    [Fact]
    public void Unknown_IsToldAndDataGoOn()
    {
        var notices = new List<Notice>();

        Transformations.Apply([A], (JsonObject)JsonNode.Parse("""{"transformations":[{"id":"fieldLookup"}]}""")!, text => text, notices).ShouldBe([A]);

        notices.ShouldHaveSingleItem().Text.ShouldContain("“fieldLookup” isn't applied");
    }

    private static IReadOnlyList<Frame> Run(string transformations, params Frame[] frames)
    {
        var notices = new List<Notice>();
        var result = Transformations.Apply(frames, new JsonObject { ["transformations"] = JsonNode.Parse($"[{transformations}]") }, text => text, notices);
        notices.ShouldBeEmpty();
        return result;
    }

    private static string Show(string transformation, params Frame[] frames) => Show(transformation, frames, true);

    private static string Show(string transformation, Frame one, Frame two, bool names) => Show(transformation, [one, two], names);

    private static string Show(string transformation, Frame[] frames, bool names)
    {
        var frame = Run(transformation, frames).ShouldHaveSingleItem();
        var head = names ? FrameNames.Of(frame, [frame]).Select(field => field.Name) : frame.Fields.Select(field => field.Name);
        var rows = Enumerable.Range(0, frame.Length).Select(row => string.Join(' ', frame.Fields.Select(field => field.Values[row] is { } value ? Cell.ToText(value) : "-")));
        return string.Join(" | ", rows.Prepend(string.Join(' ', head)));
    }

    private static Frame Table(string refId, params (string Name, object[] Values)[] columns) => new(refId, refId,
        [.. columns.Select(column => column.Name == "Time" ? Field.Time("Time", Array.ConvertAll(column.Values, value => (double?)value))
            : column.Values[0] is double ? Field.OfNumbers(column.Name, Array.ConvertAll(column.Values, value => (double?)value)) : Field.OfTexts(column.Name, column.Values.Cast<string>()))]);

    private static Frame Series(string name, params (double Time, double Value)[] points) => new("A", name,
        [Field.Time("Time", [.. points.Select(point => (double?)point.Time)]), Field.OfNumbers("Value", [.. points.Select(point => (double?)point.Value)]) with { Legend = name }]);

    private static Frame Labelled(string job, double value) => new("A", "",
        [Field.Time("Time", [1]), Field.OfNumbers("Value", [value]) with { Labels = new Dictionary<string, string> { ["job"] = job } }]);
}
