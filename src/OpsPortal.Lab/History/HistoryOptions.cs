using System.Globalization;

namespace OpsPortal.Lab.History;

/// <summary>What is to be written: command <c>history --out DIR [--days 30] [--until UNIX] [--fine-hours 24] [--fine-step 30] [--coarse-step 300]</c>.</summary>
/// <param name="Out">Folder for the files, one a UTC day.</param>
/// <param name="Days">How many days back it begins.</param>
/// <param name="Until">Where it ends, seconds since 1970 UTC; a multiple of <paramref name="FineStep"/>.</param>
/// <param name="FineHours">How long before the end steps are fine.</param>
/// <param name="FineStep">Seconds between two samples there.</param>
/// <param name="CoarseStep">Seconds between two samples before.</param>
public sealed record HistoryOptions(string Out, int Days, long Until, int FineHours, int FineStep, int CoarseStep)
{
    /// <summary>Where it begins: a whole coarse step.</summary>
    public long From => (Until - (Days * 86_400L)) / CoarseStep * CoarseStep;

    /// <summary>Where the fine part begins: a whole coarse step.</summary>
    public long FineFrom => Math.Max(From, (Until - (FineHours * 3600L)) / CoarseStep * CoarseStep);

    /// <summary>Reads the arguments after the command's name.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="now">The end when none is given, seconds since 1970 UTC.</param>
    /// <returns>The options, or the errors, one a line.</returns>
    public static (HistoryOptions? Options, IReadOnlyList<string> Errors) Parse(IReadOnlyList<string> args, long now)
    {
        var values = new Dictionary<string, string>();
        var errors = new List<string>();
        for (var i = 0; i < args.Count; i += 2)
        {
            if (args[i] is not ("--out" or "--days" or "--until" or "--fine-hours" or "--fine-step" or "--coarse-step"))
                errors.Add($"\"{args[i]}\" is not known; there are --out, --days, --until, --fine-hours, --fine-step, --coarse-step");
            else if (i + 1 >= args.Count)
                errors.Add($"{args[i]} needs a value");
            else
                values[args[i]] = args[i + 1];
        }

        long Number(string name, long otherwise, long min, long max)
        {
            if (!values.TryGetValue(name, out var text))
                return otherwise;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
                return value;
            errors.Add($"{name} is \"{text}\"; it must be a whole number from {min} to {max}");
            return otherwise;
        }

        var days = (int)Number("--days", 30, 1, 400);
        var until = Number("--until", now, 1_500_000_000, now + 60);
        var hours = (int)Number("--fine-hours", 24, 0, 24 * 31);
        var fine = (int)Number("--fine-step", 30, 1, 300);
        var coarse = (int)Number("--coarse-step", 300, 15, 3600);
        if (3600 % coarse != 0 || coarse % fine != 0)
            errors.Add($"--coarse-step {coarse} must divide an hour, and --fine-step {fine} must divide it");
        if (!values.TryGetValue("--out", out var folder))
            errors.Add("--out is missing: the folder for the files");
        return errors.Count > 0 ? (null, errors) : (new HistoryOptions(folder!, days, until / fine * fine, hours, fine, coarse), errors);
    }
}
