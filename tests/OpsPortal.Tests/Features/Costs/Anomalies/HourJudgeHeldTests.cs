using System.Globalization;
using System.IO.Compression;
using OpsPortal.Features.Costs.Anomalies;

namespace OpsPortal.Tests.Features.Costs.Anomalies;

/// <summary>
/// The rule of hours on series that it was not made with: what single models of ServeGen (Apache-2.0) did in their week. The rule was
/// chosen with the tokens of m-mid and of all models together in view; these are the others. Nothing was changed after this was measured.
/// </summary>
public sealed class HourJudgeHeldTests(ITestOutputHelper output)
{
    private const int Judged = 96;

    [Theory]
    [InlineData("m-small", true, 1, 1, 72)]
    [InlineData("m-large", true, 1, 2, 72)]
    [InlineData("m-mid", false, 0, 0, 72)]
    [InlineData("m-small", false, 1, 1, 72)]
    [InlineData("m-large", false, 0, 0, 72)]
    public void Judge_HeldSeries_FindsWhatIsBeyondTheirBurstsAndNoLess(string model, bool tokens, int alarms, int busy, int dearest)
    {
        var hours = Hours(model, tokens);

        var told = Odd(hours).ToArray();
        var threeBusy = Found(hours, 3 * hours.Order().ElementAt((int)(0.9 * hours.Length)));
        var threeDearest = Found(hours, 3 * hours[..Judged].Max());

        output.WriteLine($"{model}, {(tokens ? "tokens" : "requests")}: told of {string.Join(", ", told.Select(hour => $"day {hour / 24 + 1} {hour % 24}:00"))}; found {threeBusy} and {threeDearest} of 72");
        (told.Length, threeBusy, threeDearest).ShouldBe((alarms, busy, dearest));
    }

    /// <summary>Hours of the last three days that are told of when so much is added to each.</summary>
    private static int Found(double[] hours, double more)
        => Enumerable.Range(Judged, hours.Length - Judged).Count(at => Odd([.. hours.Select((cost, hour) => hour == at ? cost + more : cost)]).Contains(at));

    private static IEnumerable<int> Odd(double[] hours) => HourJudge.Judge(hours, 0).Select(odd => odd.Index);

    private static double[] Hours(string model, bool tokens)
    {
        var hours = new double[7 * 24];
        using var file = File.OpenRead(Path.Combine(RepositoryRoot.Path, "tests", "OpsPortal.IntegrationTests", "Fixtures", "traces", "servegen_dev.csv.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        for (reader.ReadLine(); reader.ReadLine() is { } line;)
        {
            var fields = line.Split(',');
            if (fields[1] == model && (int)(double.Parse(fields[0], CultureInfo.InvariantCulture) / 3600) is var hour && hour < hours.Length)
                hours[hour] += tokens ? double.Parse(fields[4], CultureInfo.InvariantCulture) : 1;
        }
        return hours;
    }
}
