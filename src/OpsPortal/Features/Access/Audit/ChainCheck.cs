using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Audit;

/// <summary>What was found of the audit log's chain.</summary>
/// <param name="Rows">Rows that were checked and are as they were written.</param>
/// <param name="LastRow">Id of the last good row; null when there is none.</param>
/// <param name="BrokenRow">Id of the first row that isn't as it was written, or whose predecessor isn't; null when all are.</param>
/// <param name="Problem">What is wrong with it, in words.</param>
/// <param name="LastHash">The last good row's hash, in hex.</param>
public sealed record ChainState(long Rows, long? LastRow, long? BrokenRow, string? Problem, string? LastHash = null);

/// <summary>
/// Follows the chain row by row. It sees a row that was changed, put in or taken out, wherever it was; only rows cut off at the
/// end leave no trace in the rest: compare with the number and hash that <see cref="AuditWatch"/> wrote to the log.
/// </summary>
public sealed class ChainCheck
{
    private byte[] _previous = new byte[32];

    public ChainState State { get; private set; } = new(0, null, null, null);

    /// <returns>False when the chain is broken here.</returns>
    public bool Take(AuditRow row)
    {
        if (!row.PreviousHash.AsSpan().SequenceEqual(_previous))
            return Broken(row, "it doesn't follow the row before it: a row was taken out, put in or changed here");
        if (!row.Hash.AsSpan().SequenceEqual(row.ComputeHash()))
            return Broken(row, "it isn't as it was written");
        _previous = row.Hash;
        State = new ChainState(State.Rows + 1, row.Id, null, null, Convert.ToHexStringLower(row.Hash));
        return true;
    }

    private bool Broken(AuditRow row, string problem)
    {
        State = State with { BrokenRow = row.Id, Problem = problem };
        return false;
    }
}
