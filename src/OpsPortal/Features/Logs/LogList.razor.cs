using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using OpsPortal.Domain;

namespace OpsPortal.Features.Logs;

public partial class LogList
{
    private const int PageOfKeys = 15;
    private ElementReference _element;
    private Virtualize<Row>? _rows;
    private LogLines? _drawn;
    private bool _isAway;

    // The cursor lives here: a key that moves it must not draw the whole page again.
    private int _active;

    [Parameter, EditorRequired] public LogLines Lines { get; set; } = default!;

    /// <summary>True when the range is longer than a day, so that the time of day alone would mislead.</summary>
    [Parameter] public bool WithDate { get; set; }

    /// <summary>True while a line's details are shown: they follow the cursor.</summary>
    [Parameter] public bool IsOpen { get; set; }

    [Parameter] public EventCallback<LogEntry> OnOpen { get; set; }

    [Parameter] public EventCallback OnClose { get; set; }

    /// <summary>True when the first line has been scrolled out of sight.</summary>
    [Parameter] public EventCallback<bool> OnAway { get; set; }

    public ValueTask FocusAsync() => _element.FocusAsync();

    protected override async Task OnParametersSetAsync()
    {
        if (ReferenceEquals(_drawn, Lines))
            return;
        var at = _drawn is { } old && _active < old.Entries.Count ? old.Entries[_active] : null;
        _drawn = Lines;
        // The cursor stays on its line, wherever that is now.
        _active = _active > 0 && at is not null ? Math.Max(0, IndexOf(at)) : 0;
        if (_rows is not null)
            await _rows.RefreshDataAsync();
    }

    private async ValueTask<ItemsProviderResult<Row>> Provide(ItemsProviderRequest request)
    {
        var away = request.StartIndex > 0;
        if (away != _isAway)
        {
            _isAway = away;
            await OnAway.InvokeAsync(away);
        }
        var count = Math.Min(request.Count, Lines.Entries.Count - request.StartIndex);
        var rows = new Row[Math.Max(0, count)];
        for (var i = 0; i < rows.Length; i++)
        {
            var entry = Lines.Entries[request.StartIndex + i];
            rows[i] = new Row(request.StartIndex + i, entry, LogLevels.Of(entry).Name, LogText.Service(entry), LogText.Message(entry.Line), LogText.More(entry.Line));
        }
        return new ItemsProviderResult<Row>(rows, Lines.Entries.Count);
    }

    private int IndexOf(LogEntry entry)
    {
        for (var i = 0; i < Lines.Entries.Count; i++)
        {
            var other = Lines.Entries[i];
            if (other.Time == entry.Time && other.Line == entry.Line && other.Stream.Equals(entry.Stream))
                return i;
        }
        return -1;
    }

    private Task Pressed(KeyboardEventArgs e) => e.Key switch
    {
        "ArrowDown" or "j" => To(_active + 1),
        "ArrowUp" or "k" => To(_active - 1),
        "PageDown" => To(_active + PageOfKeys),
        "PageUp" => To(_active - PageOfKeys),
        "Home" => To(0),
        "End" => To(int.MaxValue),
        "Enter" or " " => OnOpen.InvokeAsync(Lines.Entries[_active]),
        "Escape" => OnClose.InvokeAsync(),
        _ => Task.CompletedTask,
    };

    private Task To(int index)
    {
        _active = Math.Clamp(index, 0, Math.Max(0, Lines.Entries.Count - 1));
        return IsOpen ? OnOpen.InvokeAsync(Lines.Entries[_active]) : Task.CompletedTask;
    }

    private Task Clicked(Row row)
    {
        _active = row.Index;
        return OnOpen.InvokeAsync(row.Entry);
    }

    /// <summary>A line as it is drawn, worked out once.</summary>
    internal sealed record Row(int Index, LogEntry Entry, string Level, string Service, string Message, string More);
}
