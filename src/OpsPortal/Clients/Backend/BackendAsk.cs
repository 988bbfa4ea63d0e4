using System.Net;
using System.Security.Authentication;
using System.Text;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Backend;

/// <summary>Asks a back end, bounded in time and bytes; what goes wrong on the way is an outcome in words that name it.</summary>
/// <param name="Name">As people know it: "Loki".</param>
/// <param name="Section">Its settings' section, for words that say what to set.</param>
/// <param name="Narrower">What may help when an answer takes too long.</param>
/// <param name="Smaller">What may help when it is too large.</param>
internal sealed record BackendAsk(string Name, string Section, string Narrower, string Smaller)
{
    /// <summary>Headers that say who asks. Files are read each time, so that secrets can be rotated.</summary>
    public static IEnumerable<(string Name, string Value)> Credentials(BackendOptions options)
    {
        if (options is TenantOptions { Tenant: { Length: > 0 } tenant })
            yield return ("X-Scope-OrgID", tenant);
        if (options.BearerTokenFile.Length > 0)
            yield return ("Authorization", "Bearer " + Secret(options.BearerTokenFile));
        else if (options.Username.Length > 0)
            yield return ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{Secret(options.PasswordFile)}")));
    }

    public static string Secret(string file) => File.ReadAllText(file).Trim();

    public static SocketsHttpHandler Handler(BackendOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = 16,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // A question that is cancelled is one that the back end stops working on: its connection is closed, not read to the end.
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        if (TlsFiles.Read(options.CaFile, options.ClientCertificateFile, options.ClientKeyFile) is { } tls)
            handler.SslOptions = tls;
        return handler;
    }

    /// <summary>Sends, and reads the whole answer; what it says is <paramref name="read"/>'s.</summary>
    /// <param name="credentials">Read as the question is sent: a secret that can't be read is an outcome, too.</param>
    public async Task<Outcome<T>> AskAsync<T>(
        HttpClient http, BackendOptions options, Func<IEnumerable<(string Name, string Value)>> credentials, TimeProvider time,
        Func<HttpRequestMessage> ask, Func<HttpResponseMessage, ReadOnlyMemory<byte>, Outcome<T>> read, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = ask();
            request.Version = HttpVersion.Version11;
            foreach (var (name, value) in credentials())
                request.Headers.TryAddWithoutValidation(name, value);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await BoundedBody.ReadAsync(response.Content, options.MaxResponseBytes, either.Token);
            return body is null
                ? Outcome<T>.Rejected($"{Name}'s answer is larger than {Section}:MaxResponseBytes ({options.MaxResponseBytes:N0} bytes). {Smaller}", time.GetUtcNow())
                : read(response, body.Value);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<T>.Unavailable($"{Name} did not answer within {options.TimeoutSeconds} s. {Narrower}", time.GetUtcNow());
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return Outcome<T>.Unavailable($"{Name} is not reachable: " + (error.InnerException is AuthenticationException tls ? tls.Message : error.Message), time.GetUtcNow());
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Outcome<T>.Rejected($"{Name} was not asked: its secret can't be read. " + error.Message, time.GetUtcNow());
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return Outcome<T>.Unavailable($"The connection to {Name} broke: " + error.Message, time.GetUtcNow());
        }
    }
}
