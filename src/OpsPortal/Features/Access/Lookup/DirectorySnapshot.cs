using System.Collections.Frozen;

namespace OpsPortal.Features.Access.Lookup;

/// <summary>What a session is checked against.</summary>
internal sealed record AccountState(Guid Id, string SecurityStamp, bool Disabled);

/// <summary>What a token is checked against.</summary>
/// <param name="Scopes">Separated by blanks.</param>
internal sealed record TokenState(Guid Id, string Name, byte[] Hash, string Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>All accounts, and all tokens that are not revoked, as they were at one instant.</summary>
/// <param name="Changes">How many changes were known of when they were asked for.</param>
/// <param name="TokensByHash">Keyed by the lower-case hex of the token's SHA-256.</param>
internal sealed record DirectorySnapshot(
    FrozenDictionary<Guid, AccountState> Accounts, FrozenDictionary<string, TokenState> TokensByHash, DateTimeOffset At, long Changes);

/// <param name="Snapshot">The newest that could be had, or null when none ever could.</param>
/// <param name="IsCurrent">False while the database can't be asked: the snapshot is older than it should be.</param>
internal sealed record DirectoryReading(DirectorySnapshot? Snapshot, bool IsCurrent);
