using System.Globalization;

namespace OpsPortal.Lab.Hosting;

/// <summary>The lab's settings, section <c>Lab</c> (environment: <c>Lab__BasePort</c> and so on).</summary>
public sealed record LabOptions
{
    public const int HighestOffset = 10;

    /// <summary>Ports are this one plus 1 to 10. The default is 9800.</summary>
    public int BasePort { get; init; } = 9800;

    /// <summary>Equal seeds give equal worlds. The default is 20260101.</summary>
    public ulong Seed { get; init; } = 20_260_101;

    /// <summary>Folder for the world's state. The default is <c>.data/lab</c> under the working folder.</summary>
    public string DataPath { get; init; } = Path.Combine(".data", "lab");

    /// <summary>Address of the portal that gets events and GPU frames, or <c>null</c>: then none are sent.</summary>
    public Uri? PortalUrl { get; init; }

    /// <summary>File with the bearer token for the portal; read anew when the portal refuses it.</summary>
    public string? PortalTokenFile { get; init; }

    public int ControlPort => BasePort + HighestOffset;

    /// <summary>Reads the settings and collects everything that is wrong with them.</summary>
    /// <returns>The options, or the errors, one a line, each naming its key.</returns>
    public static (LabOptions? Options, IReadOnlyList<string> Errors) Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Lab");
        var defaults = new LabOptions();
        var errors = new List<string>();

        var port = defaults.BasePort;
        if (section["BasePort"] is { Length: > 0 } portText
            && (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1024 or > 65_535 - HighestOffset))
            errors.Add($"Lab:BasePort is \"{portText}\"; it must be a number from 1024 to {65_535 - HighestOffset}, such as 9800");

        var seed = defaults.Seed;
        if (section["Seed"] is { Length: > 0 } seedText && !ulong.TryParse(seedText, NumberStyles.None, CultureInfo.InvariantCulture, out seed))
            errors.Add($"Lab:Seed is \"{seedText}\"; it must be a whole number, such as {defaults.Seed}");

        Uri? url = null;
        if (section["Portal:Url"] is { Length: > 0 } urlText
            && (!Uri.TryCreate(urlText, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https")))
            errors.Add($"Lab:Portal:Url is \"{urlText}\"; it must be an address such as http://127.0.0.1:5080");

        var data = section["DataPath"] is { Length: > 0 } dataText ? dataText : defaults.DataPath;
        if (File.Exists(data))
            errors.Add($"Lab:DataPath is \"{data}\", which is a file; it must be a folder");

        var token = section["Portal:TokenFile"] is { Length: > 0 } tokenText ? tokenText : null;
        if (url is not null && token is null)
            errors.Add("Lab:Portal:TokenFile is missing; with Lab:Portal:Url set it must name the file that holds the portal's token");

        return errors.Count > 0
            ? (null, errors)
            : (new LabOptions { BasePort = port, Seed = seed, DataPath = data, PortalUrl = url, PortalTokenFile = token }, errors);
    }
}
