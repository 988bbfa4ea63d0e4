namespace OpsPortal;

/// <summary>
/// Where appsettings.json, catalog/, migrations/ and wwwroot/ lie: at the top of the repository while developing, beside the
/// program when published. Found by looking upwards from the program, so that it does not depend on the working folder.
/// </summary>
internal static class ContentRoot
{
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "appsettings.json")) && Directory.Exists(Path.Combine(folder.FullName, "migrations")))
                return folder.FullName;
        }
        return AppContext.BaseDirectory;
    }
}
