using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace OpsPortal.Tests.Bunit;

/// <summary>bUnit asks for newer versions of AngleSharp's helpers than there are: it gets the ones beside the tests.</summary>
internal static class AssemblyResolution
{
    [ModuleInitializer]
    internal static void Use()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name is "AngleSharp.Diffing" or "AngleSharp.Css"
                ? context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, name.Name + ".dll"))
                : null;
        Patience.Take();
    }
}
