using System.Text.Json.Nodes;
using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Pages.Editing;

/// <summary>A dashboard while it is edited, until it is saved or thrown away: steps back and forth, and what changed.</summary>
public sealed class Draft
{
    private const int MostSteps = 100;
    private const int MostCharacters = 16 * 1024 * 1024;
    private readonly LinkedList<Step> _undo = [];
    private readonly Stack<Step> _redo = new();
    private readonly Dictionary<int, string?> _previews = [];

    /// <param name="uid">"" for a new dashboard.</param>
    /// <param name="baseVersion">The version that is edited; 0 for a file of the catalog or a new one.</param>
    /// <param name="baseJson">That version, in the form of <see cref="DraftJson.Begin"/>.</param>
    public Draft(string uid, int baseVersion, JsonObject baseJson, JsonObject? json = null)
    {
        (Uid, BaseVersion, Base, Json) = (uid, baseVersion, baseJson, json ?? (JsonObject)baseJson.DeepClone());
        Read();
    }

    public string Uid { get; }

    public int BaseVersion { get; }

    public JsonObject Base { get; }

    /// <summary>As it is now. Changed by <see cref="Change"/> alone.</summary>
    public JsonObject Json { get; private set; }

    public Dashboard Dashboard { get; private set; } = default!;

    /// <summary>Goes up with every change, undo and redo.</summary>
    public int Revision { get; private set; }

    public string? UndoWords => _undo.Last?.Value.Words;

    public string? RedoWords => _redo.TryPeek(out var step) ? step.Words : null;

    public bool IsDirty => _undo.Count > 0 || !JsonNode.DeepEquals(Base, Json);

    public IReadOnlyList<DashboardChange> Changes => DashboardDiff.Between(Base, Json);

    /// <param name="words">What is done: "Move CPU"; shown at Undo. Equal words in a row are one step when <paramref name="merge"/>.</param>
    /// <param name="edit">Answers whether it changed anything.</param>
    public bool Change(string words, Func<JsonObject, bool> edit, bool merge = false)
    {
        var before = Json.ToJsonString();
        var next = (JsonObject)SafeJson.Parse(before).Node!;
        if (!edit(next) || JsonNode.DeepEquals(next, Json))
            return false;
        if (!merge || _undo.Last?.Value.Words != words)
            Remember(_undo, new Step(words, before));
        _redo.Clear();
        Json = next;
        Read();
        return true;
    }

    public void Undo()
    {
        if (_undo.Last is not { } last)
            return;
        _undo.RemoveLast();
        _redo.Push(new Step(last.Value.Words, Json.ToJsonString()));
        Take(last.Value.Json);
    }

    public void Redo()
    {
        if (!_redo.TryPop(out var step))
            return;
        Remember(_undo, new Step(step.Words, Json.ToJsonString()));
        Take(step.Json);
    }

    /// <summary>
    /// What a panel's data is asked with, <c>{"dashboard": …, "panelId": n}</c> with this panel alone; null while its answer is
    /// the saved one's, which is shared with everybody else who looks.
    /// </summary>
    public string? PreviewOf(int panelId)
    {
        if (_previews.TryGetValue(panelId, out var known))
            return known;
        return _previews[panelId] = MakePreview(panelId);
    }

    private string? MakePreview(int panelId)
    {
        if (DraftJson.Find(Json, panelId) is not { } panel)
            return null;
        var saved = Uid.Length == 0 ? null : DraftJson.Find(Base, panelId);
        if (saved is not null && JsonNode.DeepEquals(Content(saved), Content(panel)) && JsonNode.DeepEquals(Base["templating"], Json["templating"]))
            return null;
        var dashboard = new JsonObject { ["uid"] = Uid, ["title"] = Json.Str("title") };
        foreach (var key in (string[])["schemaVersion", "time", "timezone", "templating"])
            dashboard[key] = Json[key]?.DeepClone();
        dashboard["panels"] = new JsonArray(panel.DeepClone());
        return new JsonObject { ["dashboard"] = dashboard, ["panelId"] = panelId }.ToJsonString();
    }

    private static JsonObject Content(JsonObject panel)
    {
        var copy = (JsonObject)panel.DeepClone();
        copy.Remove("gridPos");
        return copy;
    }

    private void Take(string json)
    {
        Json = (JsonObject)SafeJson.Parse(json).Node!;
        Read();
    }

    private void Read()
    {
        Revision++;
        _previews.Clear();
        // The draft began as a dashboard and every edit keeps it one.
        Dashboard = DashboardImport.Read(Json).Dashboard ?? throw new InvalidOperationException("An edit left no dashboard.");
    }

    private static void Remember(LinkedList<Step> steps, Step step)
    {
        steps.AddLast(step);
        while (steps.Count > MostSteps || (steps.Count > 1 && steps.Sum(one => (long)one.Json.Length) > MostCharacters))
            steps.RemoveFirst();
    }

    private sealed record Step(string Words, string Json);
}
