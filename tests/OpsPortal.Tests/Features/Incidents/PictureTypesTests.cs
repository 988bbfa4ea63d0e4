using System.Text;
using OpsPortal.Features.Incidents.Response;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class PictureTypesTests
{
    [Theory]
    [InlineData("\u0089PNG\r\n\u001a\nrest", "image/png")]
    [InlineData("\u00ff\u00d8\u00ffrest", "image/jpeg")]
    [InlineData("GIF89a...", "image/gif")]
    [InlineData("RIFF....WEBPVP8 ", "image/webp")]
    [InlineData("RIFF....WAVEfmt ", null)]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", null)]
    [InlineData("<html>GIF89a", null)]
    [InlineData("", null)]
    public void Of_FirstBytes_TellPicturesThatBrowsersMayShow(string content, string? expected)
        => PictureTypes.Of(Encoding.Latin1.GetBytes(content)).ShouldBe(expected);
}
