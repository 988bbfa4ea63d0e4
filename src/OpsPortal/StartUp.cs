using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using OpsPortal.Catalog;

namespace OpsPortal;

/// <summary>What every request passes, and how a start that can't succeed ends: in words, with exit code 1, not in a stack trace.</summary>
internal static class StartUp
{
    public static async Task<int> RunAsync(Func<Task> run)
    {
        try
        {
            await run();
            return 0;
        }
        catch (Exception error) when (Explain(error) is { } words)
        {
            await Console.Error.WriteLineAsync("OpsPortal can't start. " + words);
            return 1;
        }
    }

    private static string? Explain(Exception error) => error switch
    {
        OptionsValidationException options => "These settings are wrong:" + string.Concat(options.Failures.Select(failure => Environment.NewLine + "  " + failure)),
        AggregateException { InnerExceptions: var all } when all.All(one => one is OptionsValidationException)
            => "These settings are wrong:" + string.Concat(all.Cast<OptionsValidationException>().SelectMany(one => one.Failures).Select(failure => Environment.NewLine + "  " + failure)),
        CatalogException catalog => catalog.Message,
        InvalidDataException file => "A settings file can't be read: " + file.Message + " " + file.InnerException?.Message,
        NpgsqlException or SocketException => "PostgreSQL (ConnectionStrings:OpsPortal): " + error.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => error.Message,
        InvalidOperationException => error.Message,
        _ => null,
    };
}
