using OpsPortal.Features.Dashboards.Import;
using OpsPortal.Features.Dashboards.Model;

namespace OpsPortal.Features.Dashboards.Storage;

/// <summary>
/// The files of <c>catalog/dashboards</c>. Read again when one changes, comes or goes; one that can't be read is told with the
/// others, and costs none of them.
/// </summary>
internal sealed partial class CatalogDashboards(string folder, TimeProvider time, ILogger<CatalogDashboards> logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private DateTimeOffset _looked = DateTimeOffset.MinValue;
    private Dictionary<string, FileEntry> _files = new(StringComparer.Ordinal);
    private Contents _contents = new([], []);

    /// <summary>All files as they are now.</summary>
    public Contents Read()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _looked < LookAgain)
                return _contents;
            _looked = now;
            return _contents = Look();
        }
    }

    private Contents Look()
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray() : [];
        var next = new Dictionary<string, FileEntry>(StringComparer.Ordinal);
        var changed = files.Length != _files.Count;
        foreach (var file in files)
        {
            var info = new FileInfo(file);
            var stamp = (info.LastWriteTimeUtc.Ticks, info.Exists ? info.Length : -1);
            if (_files.TryGetValue(file, out var old) && old.Stamp == stamp)
                next[file] = old;
            else
                (next[file], changed) = (Load(file, stamp), true);
        }
        _files = next;
        return changed ? Gathered() : _contents;
    }

    private FileEntry Load(string file, (long, long) stamp)
    {
        var name = "catalog/dashboards/" + Path.GetRelativePath(folder, file).Replace('\\', '/');
        try
        {
            var read = DashboardImport.Read(File.ReadAllText(file));
            var group = Path.GetDirectoryName(Path.GetRelativePath(folder, file)) ?? "";
            return read.Dashboard is { } dashboard
                ? new FileEntry(stamp, name, group, dashboard.Uid.Length > 0 ? dashboard : dashboard with { Uid = Path.GetFileNameWithoutExtension(file) }, File.GetLastWriteTimeUtc(file), null)
                : new FileEntry(stamp, name, group, null, default, $"{name}: {string.Join(' ', read.Errors)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new FileEntry(stamp, name, "", null, default, $"{name}: {error.Message}");
        }
    }

    private Contents Gathered()
    {
        var problems = _files.Values.Select(entry => entry.Problem).OfType<string>().ToList();
        var all = new Dictionary<string, FileEntry>(StringComparer.Ordinal);
        foreach (var entry in _files.Values.Where(entry => entry.Dashboard is not null))
        {
            if (!all.TryAdd(entry.Dashboard!.Uid, entry))
                problems.Add($"{entry.Name}: its uid “{entry.Dashboard.Uid}” is that of {all[entry.Dashboard.Uid].Name}; give it another.");
        }
        foreach (var problem in problems)
            LogProblem(problem);
        return new Contents([.. all.Values.Select(entry => (entry.Dashboard!, entry.Folder, new DateTimeOffset(entry.WrittenAt, TimeSpan.Zero)))], problems);
    }

    [LoggerMessage(6300, LogLevel.Warning, "A dashboard of the catalog can't be used: {Problem}")]
    private partial void LogProblem(string problem);

    private sealed record FileEntry((long, long) Stamp, string Name, string Folder, Dashboard? Dashboard, DateTime WrittenAt, string? Problem);

    /// <param name="Problems">Every file's, one sentence each.</param>
    internal sealed record Contents(IReadOnlyList<(Dashboard Dashboard, string Folder, DateTimeOffset WrittenAt)> All, IReadOnlyList<string> Problems)
    {
        public (Dashboard Dashboard, string Folder, DateTimeOffset WrittenAt)? Find(string uid)
        {
            foreach (var one in All)
            {
                if (one.Dashboard.Uid == uid)
                    return one;
            }
            return null;
        }
    }
}
