using System.Diagnostics;

namespace OpsPortal.Tests.Lab;

/// <summary>Prometheus' own tool, where it is installed; tests that need it are skipped elsewhere.</summary>
internal static class Promtool
{
    public static (int ExitCode, string Output) Run(string? input, params string[] args)
    {
        Process? process;
        try
        {
            process = Process.Start(new ProcessStartInfo("promtool", args)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            process = null;
        }

        Assert.SkipWhen(process is null, "promtool is not installed");
        using (process!)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (input is not null)
                process.StandardInput.Write(input);
            process.StandardInput.Close();
            process.WaitForExit();
            return (process.ExitCode, output.Result + errors.Result);
        }
    }
}
