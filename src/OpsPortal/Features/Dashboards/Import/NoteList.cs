using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Import;

/// <summary>Gathers what is to be told, once each.</summary>
internal sealed class NoteList
{
    private const int Most = 500;
    private readonly List<ImportNote> _notes = [];
    private readonly HashSet<ImportNote> _seen = [];

    public IReadOnlyList<ImportNote> All => _notes;

    public void Add(int? panelId, string panel, string tone, string text)
    {
        var note = new ImportNote(panelId, panel, tone, text);
        if (_notes.Count < Most && _seen.Add(note))
            _notes.Add(note);
    }

    public PanelNotes Of(int? panelId, string panel) => new(this, panelId, panel);
}

/// <summary>Notes about one panel, variable or the whole.</summary>
internal readonly record struct PanelNotes(NoteList All, int? PanelId, string Panel)
{
    public void Bad(string text) => All.Add(PanelId, Panel, "bad", text);

    public void Warn(string text) => All.Add(PanelId, Panel, "warn", text);

    public void Info(string text) => All.Add(PanelId, Panel, "info", text);
}
