namespace OpsPortal.Domain;

/// <summary>A person with an account.</summary>
/// <param name="Id">The account's id, as <see cref="Actor.Id"/> has it.</param>
/// <param name="Name">As shown to people.</param>
/// <param name="CanRespond">May acknowledge incidents: somebody whom it makes sense to call.</param>
public sealed record Person(string Id, string UserName, string Name, bool CanRespond);

/// <summary>Who there is.</summary>
public interface IPeople
{
    /// <summary>Everybody, by name, also those who may not sign in any more (they can't respond). A database that is away is an outcome.</summary>
    Task<Outcome<IReadOnlyList<Person>>> ListAsync(CancellationToken cancellationToken);
}
