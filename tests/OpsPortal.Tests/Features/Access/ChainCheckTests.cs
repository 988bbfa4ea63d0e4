using OpsPortal.Features.Access.Audit;
using OpsPortal.Storage;

namespace OpsPortal.Tests.Features.Access;

public sealed class ChainCheckTests
{
    [Fact]
    public void Take_RowsAsWritten_CountsThem()
    {
        var check = new ChainCheck();

        Rows(3).ShouldAllBe(row => check.Take(row));

        (check.State.Rows, check.State.LastRow, check.State.BrokenRow).ShouldBe((3, 3, null));
    }

    [Fact]
    public void Take_ChangedRow_NamesItAndKeepsWhatWasGood()
    {
        var rows = Rows(3);
        rows[1] = rows[1] with { Subject = "user:other" };
        var check = new ChainCheck();

        check.Take(rows[0]).ShouldBeTrue();
        check.Take(rows[1]).ShouldBeFalse();

        (check.State.Rows, check.State.LastRow, check.State.BrokenRow).ShouldBe((1, 1, 2));
    }

    [Fact]
    public void Take_RowRewrittenWithItsOwnNewHash_BreaksAtTheNext()
    {
        var rows = Rows(3);
        rows[1] = rows[1] with { Subject = "user:other" };
        rows[1] = rows[1] with { Hash = rows[1].ComputeHash() };
        var check = new ChainCheck();

        rows.TakeWhile(check.Take).Count().ShouldBe(2);

        check.State.BrokenRow.ShouldBe(3);
    }

    private static AuditRow[] Rows(int count)
    {
        var rows = new List<AuditRow>();
        for (var i = 1; i <= count; i++)
        {
            var row = new AuditRow(i, DateTimeOffset.UnixEpoch.AddSeconds(i), "user", "id", "Anna", "10.0.0.1", "user.create", $"user:{i}", "{}",
                rows.Count == 0 ? new byte[32] : rows[^1].Hash, []);
            rows.Add(row with { Hash = row.ComputeHash() });
        }
        return [.. rows];
    }
}
