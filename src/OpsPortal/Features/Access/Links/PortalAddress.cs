using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Access.Links;

/// <summary>The address of the settings, or the one that the portal listens on.</summary>
internal sealed class PortalAddress(IOptions<AccessOptions> options, IServer server) : IPortalAddress
{
    public string BaseUrl
    {
        get
        {
            if (options.Value.PublicUrl is { Length: > 0 } url)
                return url.TrimEnd('/');
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://127.0.0.1:5000";
            // "Every address" is nothing that a browser can open.
            return address.Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal)
                .Replace("://+", "://127.0.0.1", StringComparison.Ordinal).TrimEnd('/');
        }
    }
}
