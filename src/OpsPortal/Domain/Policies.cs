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

    /// <summary>The claim that carries a token's scope, one claim a scope.</summary>
    public const string Claim = "op:scope";

    public static IReadOnlyList<string> All { get; } = [AlertsWrite, EventsWrite, GpuWrite, MetricsRead, ApiRead];
}
