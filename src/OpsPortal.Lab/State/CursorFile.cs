using System.Globalization;

namespace OpsPortal.Lab.State;

/// <summary>Keeps an instant on disk: seconds since 1970 UTC, to the millisecond.</summary>
internal sealed class CursorFile(string path)
{
    /// <summary>The instant, or <c>null</c> when none was kept or it can't be read.</summary>
    public double? Read() =>
        File.Exists(path) && double.TryParse(File.ReadAllText(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var at) ? at : null;

    public void Write(double at)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var next = path + ".next";
        File.WriteAllText(next, at.ToString("F3", CultureInfo.InvariantCulture));
        File.Move(next, path, overwrite: true);
    }
}
