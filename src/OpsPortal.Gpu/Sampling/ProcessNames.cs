using System.Text;

namespace OpsPortal.Gpu.Sampling;

/// <summary>Names processes without their arguments, which can hold secrets.</summary>
public static class ProcessNames
{
    private const int MaxLength = 128;

    /// <summary>The process' program, and for Python its script or module; <c>null</c> when it can't be read.</summary>
    public static string? Of(int pid)
    {
        try
        {
            using var file = File.OpenRead($"/proc/{pid}/cmdline");
            var buffer = new byte[4096];
            var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return FromArguments(Encoding.UTF8.GetString(buffer, 0, read).Split('\0'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The program of a path, with what follows the first blank left off.</summary>
    public static string? Program(string? path)
    {
        var program = path?.Split(' ', 2)[0];
        return string.IsNullOrEmpty(program) ? null : Clean(Path.GetFileName(program));
    }

    internal static string? FromArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || Program(arguments[0]) is not { } program)
            return null;

        if (!program.StartsWith("python", StringComparison.Ordinal) || arguments.Count < 2)
            return program;
        if (arguments[1] == "-m" && arguments.Count > 2)
            return Clean($"{program} -m {arguments[2]}");
        return arguments[1].EndsWith(".py", StringComparison.Ordinal) ? Clean($"{program} {Path.GetFileName(arguments[1])}") : program;
    }

    private static string? Clean(string name)
    {
        var clean = new string([.. name.Where(c => !char.IsControl(c)).Take(MaxLength)]);
        return clean.Length == 0 ? null : clean;
    }
}
