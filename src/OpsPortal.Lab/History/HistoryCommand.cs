using OpsPortal.Lab.Hosting;
using OpsPortal.Lab.State;

namespace OpsPortal.Lab.History;

/// <summary>The command <c>history</c>: writes the files, keeps the world's state for the live start, says what it did in one line.</summary>
internal static class HistoryCommand
{
    public const string Name = "history";

    public static int Run(IReadOnlyList<string> args, IConfiguration configuration, TimeProvider time)
    {
        var started = time.GetTimestamp();
        var (lab, labErrors) = LabOptions.Read(configuration);
        var (options, errors) = HistoryOptions.Parse(args, time.GetUtcNow().ToUnixTimeSeconds());
        if (lab is null || options is null)
        {
            foreach (var error in (string[])[.. labErrors, .. errors])
                Console.Error.WriteLine($"lab history: {error}");
            return ExitCodes.BadSetting;
        }

        try
        {
            var state = new StateFile(lab.DataPath);
            state.Forget();
            var run = new HistoryRun(options, lab.Seed);
            var figures = run.Write();
            state.Save(run.Fleet, run.Ledger);
            Console.WriteLine(
                $"lab history: {figures.Files} files in {options.Out}, {figures.Series} series, {figures.Samples} samples, " +
                $"{figures.Bytes >> 20} MiB, {time.GetElapsedTime(started).TotalSeconds:0.0} s; from {options.From} until {options.Until}");
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"lab history: {e.Message}");
            return ExitCodes.CannotWrite;
        }
    }
}
