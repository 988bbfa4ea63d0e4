namespace OpsPortal.Domain;

/// <summary>The four roles. An admin may do everything; a responder and a manager may see everything.</summary>
public static class Roles
{
    public const string Viewer = "viewer";
    public const string Responder = "responder";
    public const string Manager = "manager";
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Viewer, Responder, Manager, Admin];
}

/// <summary>Names of the authorization policies of people.</summary>
public static class Policies
{
    /// <summary>Any signed-in person.</summary>
    public const string View = "view";

    /// <summary>Acknowledge, work on and resolve incidents: responder, admin.</summary>
    public const string Respond = "respond";

    /// <summary>Make, change and delete dashboards: responder, manager, admin.</summary>
    public const string Edit = "edit";

    /// <summary>Costs, budgets, price book: manager, admin.</summary>
    public const string Manage = "manage";

    /// <summary>Accounts, tokens, audit: admin.</summary>
    public const string Administer = "administer";

    /// <summary>The JSON API for reading: a signed-in person, or a token with <see cref="Scopes.ApiRead"/>.</summary>
    public const string ApiRead = "api-read";

    /// <summary>The JSON API for changing dashboards: who may <see cref="Edit"/>, or a token with <see cref="Scopes.DashboardsWrite"/>.</summary>
    public const string ApiEdit = "api-edit";

    /// <summary>A token with this scope; people's cookies don't count.</summary>
    public static string Scope(string scope) => "scope:" + scope;
}

/// <summary>What an API token may do.</summary>
public static class Scopes
{
    public const string AlertsWrite = "alerts:write";
    public const string EventsWrite = "events:write";
    public const string GpuWrite = "gpu:write";
    public const string MetricsRead = "metrics:read";
    public const string ApiRead = "api:read";
    public const string DashboardsWrite = "dashboards:write";

    /// <summary>
    /// What a scope that names a GPU host begins with: "gpu-host:rack1-a". A token with <see cref="GpuWrite"/> speaks for the
    /// hosts that it names and for no others; a name that ends with "*" stands for all that begin like it.
    /// </summary>
    public const string GpuHost = "gpu-host:";

    /// <summary>The claim that carries a token's scope, one claim a scope.</summary>
    public const string Claim = "op:scope";

    public static IReadOnlyList<string> All { get; } = [AlertsWrite, EventsWrite, GpuWrite, MetricsRead, ApiRead, DashboardsWrite];

    /// <summary>What is wrong with a token's scopes, in words; <c>null</c> when nothing is.</summary>
    public static string? Problem(IReadOnlyCollection<string> scopes)
    {
        if (scopes.Count == 0)
            return "A token needs at least one scope.";
        if (scopes.FirstOrDefault(scope => !IsKnown(scope)) is { } unknown)
            return $"\"{unknown}\" is none of {string.Join(", ", All)} or {GpuHost}<name of a host, at its end a * for all that begin so>.";
        var names = scopes.Any(scope => scope.StartsWith(GpuHost, StringComparison.Ordinal));
        if (scopes.Contains(GpuWrite) && !names)
            return $"{GpuWrite} needs the hosts that the token speaks for: {GpuHost}<name>, or {GpuHost}* for any.";
        return names && !scopes.Contains(GpuWrite) ? $"{GpuHost}… means nothing without {GpuWrite}." : null;
    }

    public static bool IsKnown(string scope) => All.Contains(scope) || IsGpuHost(scope);

    /// <summary>Whether one of the scopes lets a token speak for this host.</summary>
    public static bool SpeaksFor(IEnumerable<string> scopes, string host) => scopes
        .Where(scope => scope.StartsWith(GpuHost, StringComparison.Ordinal))
        .Select(scope => scope[GpuHost.Length..])
        .Any(name => name.EndsWith('*') ? host.StartsWith(name[..^1], StringComparison.Ordinal) : host == name);

    private static bool IsGpuHost(string scope)
    {
        if (!scope.StartsWith(GpuHost, StringComparison.Ordinal))
            return false;
        var name = scope[GpuHost.Length..];
        var plain = name.EndsWith('*') ? name[..^1] : name;
        return name.Length is > 0 and <= 128 && plain.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':');
    }
}
