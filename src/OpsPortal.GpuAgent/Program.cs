using System.Runtime.InteropServices;

namespace OpsPortal.GpuAgent;

/// <summary>Starts the agent. A class with a name of its own: tests see this program and the portal at once.</summary>
internal static class AgentProgram
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["--help" or "-h"])
        {
            Console.WriteLine(AgentOptions.Help);
            return 0;
        }

        var (options, errors) = AgentOptions.Read(Environment.GetEnvironmentVariable);
        if (args.Length > 0)
            errors = [.. errors, $"\"{args[0]}\" is not known: all settings are environment variables, --help names them."];
        if (errors.Count > 0 || options is null)
        {
            foreach (var error in errors)
                Console.Error.WriteLine(error);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        return await new Agent(options, TimeProvider.System, Console.Error.WriteLine).RunAsync(stop.Token) ? 0 : 1;
    }
}
