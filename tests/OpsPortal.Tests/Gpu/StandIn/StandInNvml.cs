using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OpsPortal.Tests.Gpu.StandIn;

/// <summary>Builds nvml.c into a library of its own and writes its script. Skips the test, with a word, where there is no C compiler.</summary>
internal sealed unsafe class StandInNvml : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsportal-nvml-").FullName;
    private readonly nint _library;

    /// <param name="without">Functions that this driver lacks.</param>
    public StandInNvml(params string[] without)
    {
        Path = System.IO.Path.Combine(_folder, "libnvidia-ml.so.1");
        Build(Path, without);
        _library = NativeLibrary.Load(Path);
    }

    public string Path { get; }

    public void Set(string function, int gpu, ulong value, int which = 0, int code = 0)
    {
        var set = (delegate* unmanaged[Cdecl]<byte*, int, int, int, ulong, void>)NativeLibrary.GetExport(_library, "standin_set");
        using var name = new NativeText(function);
        set(name, gpu, which, code, value);
    }

    public void Text(string function, int gpu, string text)
    {
        var set = (delegate* unmanaged[Cdecl]<byte*, int, byte*, void>)NativeLibrary.GetExport(_library, "standin_text");
        using var name = new NativeText(function);
        using var value = new NativeText(text);
        set(name, gpu, value);
    }

    public void Delay(string function, int gpu, TimeSpan delay, int which = 0)
    {
        var set = (delegate* unmanaged[Cdecl]<byte*, int, int, int, void>)NativeLibrary.GetExport(_library, "standin_delay");
        using var name = new NativeText(function);
        set(name, gpu, which, (int)delay.TotalMilliseconds);
    }

    public void Process(int gpu, uint pid, ulong memory, int sm, ulong at)
    {
        var add = (delegate* unmanaged[Cdecl]<int, uint, ulong, int, ulong, void>)NativeLibrary.GetExport(_library, "standin_process");
        add(gpu, pid, memory, sm, at);
    }

    /// <summary>The driver tells of an event; 8 is the type of an XID, whose number is the data; 0 is none: waiting for events then fails with the data as its code.</summary>
    public void Event(int gpu, ulong type, ulong data)
    {
        var add = (delegate* unmanaged[Cdecl]<int, ulong, ulong, void>)NativeLibrary.GetExport(_library, "standin_event");
        add(gpu, type, data);
    }

    // The library stays mapped: reader threads may still be inside a call that hangs on purpose.
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Build(string output, string[] without)
    {
        var start = new ProcessStartInfo("cc") { RedirectStandardError = true };
        foreach (var argument in (string[])["-shared", "-fPIC", "-O1", "-o", output, .. without.Select(w => "-DWITHOUT_" + w)])
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(System.IO.Path.Combine(RepositoryRoot.Path, "tests/OpsPortal.Tests/Gpu/StandIn/nvml.c"));
        try
        {
            using var compiler = System.Diagnostics.Process.Start(start)!;
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            compiler.ExitCode.ShouldBe(0, errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no C compiler (cc) to build the stand-in driver with.");
        }
    }

    private readonly struct NativeText(string text) : IDisposable
    {
        private readonly nint _bytes = Marshal.StringToCoTaskMemUTF8(text);

        public void Dispose() => Marshal.FreeCoTaskMem(_bytes);

        public static implicit operator byte*(NativeText text) => (byte*)text._bytes;
    }
}
