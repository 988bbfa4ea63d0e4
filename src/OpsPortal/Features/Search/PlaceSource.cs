using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Ui;

namespace OpsPortal.Features.Search;

/// <summary>The rail's pages, and the services of the catalog with their models and logs.</summary>
internal sealed class PlaceSource(ServiceCatalog catalog, IAuthorizationService authorization, TimeProvider time) : ISearchSource
{
    // Pages that have no place in the rail.
    private static readonly NavItem[] Others =
    [
        new("/account", "Your account", "key"), new("/incidents/declare", "Declare an incident", "incident", Policies.Respond),
        new("/access/tokens", "API tokens", "key", Policies.Administer), new("/access/audit", "Audit log", "audit", Policies.Administer),
    ];

    public async Task<Outcome<IReadOnlyList<SearchEntry>>> FindAsync(string query, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var found = new List<SearchEntry>();
        foreach (var (group, items) in NavItems.All.Append(("", Others)))
        {
            foreach (var item in items)
            {
                if (item.Policy is null || (await authorization.AuthorizeAsync(person, item.Policy)).Succeeded)
                    found.Add(new("Page", item.Text, group, item.Href, item.Icon));
            }
        }
        foreach (var service in catalog.Services)
        {
            found.Add(new("Service", service.Name, $"{service.Id}, {service.Team}", "/services/" + service.Id, "service", service.Description));
            if ((service.LokiSelector ?? service.ElasticQuery) is not null)
                found.Add(new("Logs", $"Logs of {service.Name}", service.Id, "/logs?service=" + service.Id, "logs"));
            foreach (var model in service.Models?.Items ?? [])
                found.Add(new("Model", model.Name, $"{service.Name}, {model.Provider}", "/models", "model", model.Id));
        }
        return Outcome<IReadOnlyList<SearchEntry>>.Ok(found, time.GetUtcNow());
    }
}
