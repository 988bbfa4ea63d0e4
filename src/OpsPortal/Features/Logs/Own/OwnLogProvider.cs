using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs.Own;

/// <summary>Takes every line that the portal logs, covers what must not be seen, and leaves it to be sent. Never waits.</summary>
[ProviderAlias("OwnLog")]
internal sealed class OwnLogProvider(OwnLogBuffer buffer, LineMask mask, IOptions<OwnLogOptions> options, IHostEnvironment environment, TimeProvider time) : ILoggerProvider
{
    // The sender's own trouble would make lines about lines.
    private const string Sender = "OpsPortal.Features.Logs.Own.";

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
        // The buffer is the container's.
    }

    private sealed class Writer(OwnLogProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && owner.IsOn && !category.StartsWith(Sender, StringComparison.Ordinal);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            owner.Take(logLevel, category, eventId, formatter(state, exception), exception, state as IEnumerable<KeyValuePair<string, object?>>);
        }
    }

    private bool IsOn => options.Value.Push;

    private void Take(LogLevel level, string category, EventId id, string message, Exception? exception, IEnumerable<KeyValuePair<string, object?>>? values)
    {
        var now = time.GetUtcNow();
        var (service, place) = (options.Value.Service, environment.EnvironmentName);
        var line = mask.Cover(OwnLine.Write(now, level, category, id, message, exception, values, service, place));
        buffer.Add(new LogEntry(Nanoseconds.Of(now), line, OwnLine.Stream(service, place, level), LabelSet.Empty, LabelSet.Empty));
    }
}
