namespace OpsPortal.Features.Incidents.Response;

/// <summary>Pictures that a browser may show, told by their first bytes: a file's name and stated type are the sender's word only.</summary>
public static class PictureTypes
{
    /// <returns>The media type, or null for everything else (SVG too: it can hold scripts).</returns>
    public static string? Of(ReadOnlySpan<byte> content)
        => content is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] ? "image/png"
        : content is [0xFF, 0xD8, 0xFF, ..] ? "image/jpeg"
        : content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8) ? "image/gif"
        : content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..].StartsWith("WEBP"u8) ? "image/webp"
        : null;
}
