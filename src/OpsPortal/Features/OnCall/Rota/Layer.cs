namespace OpsPortal.Features.OnCall.Rota;

public enum TurnUnit
{
    /// <summary>Hours that really pass, whatever the clocks do.</summary>
    Hours,

    /// <summary>Days by the wall clock: the hand-over stays at its hour.</summary>
    Days,

    /// <summary>Weeks by the wall clock.</summary>
    Weeks,
}

/// <summary>People who take turns.</summary>
public sealed record Layer
{
    public string Name { get; init; } = "";

    /// <summary>The day of the first turn, in the schedule's zone; with weeks it is also the weekday of the hand-over.</summary>
    public DateOnly Start { get; init; }

    /// <summary>The hour of the hand-over, by the wall clock.</summary>
    public TimeOnly Handoff { get; init; }

    /// <summary>The last turn ends on this day at the hand-over's hour; null: never.</summary>
    public DateOnly? End { get; init; }

    public TurnUnit Unit { get; init; } = TurnUnit.Weeks;

    /// <summary>How many units a turn lasts.</summary>
    public int Length { get; init; } = 1;

    /// <summary>Account ids, in the order of their turns.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>Only in these hours; empty: always. Turns go on outside of them, nobody is on call by this layer.</summary>
    public IReadOnlyList<WeekHours> Hours { get; init; } = [];
}
