namespace OpsPortal.Live;

/// <summary>
/// Refuses sockets that a page of another site opens with a signed-in person's cookie: browsers don't hold sockets to the
/// same-origin rule. Requests without an Origin header are not from a browser's page and are left to authorization.
/// </summary>
public static class SameOrigin
{
    /// <param name="below">Only the endpoints whose route begins with this; the default is all of them.</param>
    public static TBuilder RequireSameOrigin<TBuilder>(this TBuilder endpoints, string below = "/") where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            var route = "/" + (endpoint as RouteEndpointBuilder)?.RoutePattern.RawText?.TrimStart('/');
            if (!route.StartsWith(below, StringComparison.Ordinal))
                return;

            var next = endpoint.RequestDelegate;
            endpoint.RequestDelegate = context =>
            {
                if (next is not null && IsSame(context.Request))
                    return next(context);

                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
        return endpoints;
    }

    // The scheme is not compared: a proxy in front may end TLS.
    internal static bool IsSame(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || (origin.Count == 1 && Uri.TryCreate(origin[0], UriKind.Absolute, out var from)
                && string.Equals(from.Authority, new Uri($"{from.Scheme}://{request.Host}").Authority, StringComparison.OrdinalIgnoreCase));
    }
}
