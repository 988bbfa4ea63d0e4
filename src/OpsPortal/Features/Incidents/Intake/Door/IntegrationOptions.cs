namespace OpsPortal.Features.Incidents.Intake.Door;

/// <summary>A sender that signs its bodies instead of carrying a token: an entry of <c>Incidents:Integrations</c>.</summary>
public sealed class IntegrationOptions
{
    /// <summary>Lower-case letters, digits and dashes; the end of its address, <c>/api/v1/alerts/{name}</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Files with one key each, at least 20 characters. With two both are good: while a key is changed the sender may use either.</summary>
    public List<string> KeyFiles { get; set; } = [];

    /// <summary>The header with the signature in hexadecimal digits. The default is the one that Grafana sends.</summary>
    public string SignatureHeader { get; set; } = "X-Grafana-Alerting-Signature";

    /// <summary>The header with the time of signing, seconds since 1970. The default is X-Grafana-Alerting-Timestamp; set the same name in Grafana.</summary>
    public string TimestampHeader { get; set; } = "X-Grafana-Alerting-Timestamp";

    /// <summary>Why it can't be used; null when nothing is wrong.</summary>
    public string? Problem(string key)
    {
        if (Name.Length is 0 or > 40 || !Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return $"{key}:Name must be lower-case letters, digits and dashes, at most 40.";
        if (KeyFiles.Count is 0 or > 2)
            return $"{key}:KeyFiles must name one file, or two while a key is changed.";
        if (KeyFiles.FirstOrDefault(file => !File.Exists(file) || File.ReadAllText(file).Trim().Length < SignatureKeys.LeastLength) is { } file)
            return $"{key}:KeyFiles: \"{file}\" can't be read or holds less than {SignatureKeys.LeastLength} characters.";
        return SignatureHeader.Length == 0 || TimestampHeader.Length == 0 ? $"{key}: SignatureHeader and TimestampHeader must not be empty." : null;
    }
}
