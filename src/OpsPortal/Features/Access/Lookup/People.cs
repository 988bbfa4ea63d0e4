using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Lookup;

/// <summary>Accounts as other features see them.</summary>
internal sealed class People(AccountStore accounts, TimeProvider time) : IPeople
{
    public async Task<Outcome<IReadOnlyList<Person>>> ListAsync(CancellationToken cancellationToken)
        => (await DatabaseReads.TryAsync(() => accounts.ListAsync(cancellationToken), time, "accounts")).Map<IReadOnlyList<Person>>(all =>
            [.. all.Select(account => new Person(account.Id.ToString(), account.UserName, account.DisplayName, account is { DisabledAt: null, Role: Roles.Responder or Roles.Admin }))
                .OrderBy(person => person.Name, StringComparer.OrdinalIgnoreCase)]);
}
