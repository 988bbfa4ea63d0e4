using OpsPortal.Features.OnCall.Rota;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>A schedule while it is edited.</summary>
public sealed class ScheduleForm
{
    public string Name { get; set; } = "";

    public string Zone { get; set; } = "UTC";

    public List<LayerForm> Layers { get; } = [];

    public static ScheduleForm From(Schedule schedule)
    {
        var form = new ScheduleForm { Name = schedule.Name, Zone = schedule.Zone };
        form.Layers.AddRange(schedule.Layers.Select(LayerForm.From));
        return form;
    }

    public Schedule Read() => new() { Name = Name, Zone = Zone.Trim(), Layers = [.. Layers.Select(layer => layer.Read())] };
}

/// <summary>A layer while it is edited.</summary>
public sealed class LayerForm
{
    public string Name { get; set; } = "";

    public DateOnly Start { get; set; }

    public DateOnly? End { get; set; }

    public TimeOnly Handoff { get; set; } = new(9, 0);

    public TurnUnit Unit { get; set; } = TurnUnit.Weeks;

    public int Length { get; set; } = 1;

    public List<string> People { get; } = [];

    public List<HoursForm> Hours { get; } = [];

    public static LayerForm From(Layer layer)
    {
        var form = new LayerForm { Name = layer.Name, Start = layer.Start, End = layer.End, Handoff = layer.Handoff, Unit = layer.Unit, Length = layer.Length };
        form.People.AddRange(layer.People);
        form.Hours.AddRange(layer.Hours.Select(HoursForm.Of));
        return form;
    }

    public Layer Read() => new()
    {
        Name = Name.Trim(), Start = Start, End = End, Handoff = Handoff, Unit = Unit, Length = Length, People = [.. People], Hours = [.. Hours.Select(hours => hours.Read())],
    };
}

/// <summary>Hours of the week while they are edited.</summary>
public sealed class HoursForm
{
    /// <summary>The week as people write it, from Monday.</summary>
    public static IReadOnlyList<DayOfWeek> Week { get; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    public HashSet<DayOfWeek> Days { get; } = [];

    public TimeOnly From { get; set; } = new(9, 0);

    public TimeOnly To { get; set; } = new(17, 0);

    public static HoursForm Of(WeekHours hours)
    {
        var form = new HoursForm { From = hours.From, To = hours.To };
        form.Days.UnionWith(hours.Days);
        return form;
    }

    public WeekHours Read() => new([.. Week.Where(Days.Contains)], From, To);
}
