using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Features.Access.Links;

/// <summary>Writes a fresh one-time link when the portal listens, if a file for it was named.</summary>
internal sealed partial class SignInLinkFile(
    IOptions<AccessOptions> options, SignInLinks links, IPortalAddress address, ILogger<SignInLinkFile> logger) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.SignInLinkFile is not { Length: > 0 } file)
            return;
        // In the query, because the path of a request is beside each line that the log has of it.
        var link = $"{address.BaseUrl}/signin/link?key={await links.CreateAsync(cancellationToken)}";
        var full = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        // Beside it first, then moved: who waits for the file never reads half a link.
        var unfinished = full + ".new";
        File.Delete(unfinished);
        var owner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            owner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(unfinished, owner))
            await writer.WriteLineAsync(link);
        File.Move(unfinished, full, overwrite: true);
        LogWritten(full);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1030, LogLevel.Information, "A one-time sign-in link, good for 15 minutes, is in {File}")]
    private partial void LogWritten(string file);
}
