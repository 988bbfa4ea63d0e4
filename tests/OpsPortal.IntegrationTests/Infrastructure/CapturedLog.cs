using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>Keeps each log line as a log system would get it: message, values, exception and scopes.</summary>
internal sealed class CapturedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider? _scopes;

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var parts = new List<string> { $"{logLevel} {category} {formatter(state, exception)} {exception}" };
            log._scopes?.ForEachScope((scope, all) => all.Add(
                scope + " " + (scope is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(" ", values.Select(value => $"{value.Key}={value.Value}")) : "")), parts);
            log._lines.Enqueue(string.Join(" | ", parts));
        }
    }
}
