using Microsoft.Extensions.Options;
using OpsPortal.Clients.Loki;
using OpsPortal.Domain;

namespace OpsPortal.Tests.Clients.Loki;

/// <summary>Loki's clients over a handler of a test, with the masks that nobody changed.</summary>
internal static class LokiStub
{
    public static LineMask Mask { get; } = new(new MaskingOptions());

    public static LokiClient Client(HttpClient http, LokiOptions options, TimeProvider time) => new(Link(http, options, time), Mask);

    public static LokiLink Link(HttpClient http, LokiOptions options, TimeProvider time) => new(http, Options.Create(options), time);
}
