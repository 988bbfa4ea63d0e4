using System.Globalization;
using System.Text.RegularExpressions;
using OpsPortal.Clients.Loki;

namespace OpsPortal.Features.Gpus;

/// <summary>From a GPU host and a time to what else is known of it then. <c>js/gpus/derived.js</c> does the same for the live page.</summary>
internal static class HostTrails
{
    // What senders call the machine that a line comes from; an instance may have a port behind it.
    private static readonly string[] HostLabels = ["host", "hostname", "host_name", "node", "nodename"];

    /// <summary>Lines that a stream's label or a field says to be of the host.</summary>
    public static string Logs(string host, DateTimeOffset from, DateTimeOffset to) => "/logs?query=" + Uri.EscapeDataString(Query(host)) + Range(from, to);

    /// <summary>Incidents that were open then and have the host in their words or in the labels of their alerts.</summary>
    public static string Incidents(string host, DateTimeOffset from, DateTimeOffset to) =>
        string.Create(CultureInfo.InvariantCulture, $"/incidents?show=all&q={Uri.EscapeDataString(host)}&during={from.ToUnixTimeMilliseconds()}-{to.ToUnixTimeMilliseconds()}");

    internal static string Query(string host)
    {
        var (quoted, instance) = (LogQlText.Quote(host), LogQlText.Quote(Regex.Escape(host) + "(:[0-9]+)?"));
        return $$"""{service_name=~".+"} | {{string.Join(" or ", HostLabels.Select(label => $"{label}={quoted}"))}} or instance=~{{instance}}""";
    }

    private static string Range(DateTimeOffset from, DateTimeOffset to) =>
        string.Create(CultureInfo.InvariantCulture, $"&from={from.ToUnixTimeMilliseconds()}&to={to.ToUnixTimeMilliseconds()}");
}
