namespace OpsPortal.Features.Jobs;

/// <summary>Section <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>False: this replica runs no jobs and shows what the others did. The default is true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Days that runs are kept in the history. The default is 90.</summary>
    public int HistoryDays { get; set; } = 90;
}
