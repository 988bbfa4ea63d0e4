namespace OpsPortal.Tests;

/// <summary>Finds the top of the repository from where the tests run.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "OpsPortal.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests must run inside the repository.");
    }
}
