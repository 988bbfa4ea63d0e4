using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace OpsPortal.Features.Logs.Own;

/// <summary>The same lines on the console: <c>Logging:Console:FormatterName=opsportal</c>, for collectors that read a container's output.</summary>
internal sealed class OwnConsoleFormatter(IOptions<OwnLogOptions> options, IHostEnvironment environment, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "opsportal";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        => textWriter.WriteLine(OwnLine.Write(
            time.GetUtcNow(), logEntry.LogLevel, logEntry.Category, logEntry.EventId, logEntry.Formatter(logEntry.State, logEntry.Exception), logEntry.Exception,
            logEntry.State as IEnumerable<KeyValuePair<string, object?>>, options.Value.Service, environment.EnvironmentName));
}
