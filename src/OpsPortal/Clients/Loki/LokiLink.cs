using System.Net;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;
using OpsPortal.Domain;

namespace OpsPortal.Clients.Loki;

/// <summary>The way to one Loki: its address, who the portal is there, how long and how much an answer may be.</summary>
public sealed class LokiLink(HttpClient http, IOptions<LokiOptions> options, TimeProvider time)
{
    // Some proxies refuse longer addresses; the same question can be asked as a form.
    private const int LongestAddress = 4000;

    private readonly LokiOptions _options = options.Value;

    internal LokiOptions Options => _options;

    internal TimeProvider Time => time;

    internal bool IsConfigured => _options.Url.Length > 0;

    internal static string NotConfigured => "No Loki is configured: set Loki:Url (environment: Loki__Url).";

    internal string Base => _options.Url.TrimEnd('/');

    /// <summary>The address of a question: parameters in the order in which they are given.</summary>
    internal string Address(string path, KeyValuePair<string, string>[] parameters)
    {
        var query = string.Join('&', parameters.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        return $"{Base}/loki/api/v1/{path}{(query.Length == 0 ? "" : "?")}{query}";
    }

    internal HttpRequestMessage Question(string path, KeyValuePair<string, string>[] parameters)
    {
        var address = Address(path, parameters);
        var request = address.Length > LongestAddress
            ? new HttpRequestMessage(HttpMethod.Post, $"{Base}/loki/api/v1/{path}") { Content = new FormUrlEncodedContent(parameters) }
            : new HttpRequestMessage(HttpMethod.Get, address);
        // Without it, structured metadata is folded into the labels and splits one stream into many.
        request.Headers.Add("X-Loki-Response-Encoding-Flags", "categorize-labels");
        return request;
    }

    /// <summary>Headers that say who asks. Files are read each time, so that secrets can be rotated.</summary>
    internal IEnumerable<(string Name, string Value)> Credentials()
    {
        if (_options.Tenant.Length > 0)
            yield return ("X-Scope-OrgID", _options.Tenant);
        if (_options.BearerTokenFile.Length > 0)
            yield return ("Authorization", "Bearer " + File.ReadAllText(_options.BearerTokenFile).Trim());
        else if (_options.Username.Length > 0)
            yield return ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.Username}:{File.ReadAllText(_options.PasswordFile).Trim()}")));
    }

    /// <summary>Sends, and reads the whole answer; what it says is <paramref name="read"/>'s, what went wrong on the way is an outcome.</summary>
    internal async Task<Outcome<T>> AskAsync<T>(
        Func<HttpRequestMessage> ask, Func<HttpResponseMessage, ReadOnlyMemory<byte>, Outcome<T>> read, CancellationToken cancellationToken)
    {
        if (!IsConfigured)
            return Outcome<T>.NotConfigured(NotConfigured, time.GetUtcNow());
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(_options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = ask();
            request.Version = HttpVersion.Version11;
            foreach (var (name, value) in Credentials())
                request.Headers.TryAddWithoutValidation(name, value);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await BoundedBody.ReadAsync(response.Content, _options.MaxResponseBytes, either.Token);
            return body is null
                ? Outcome<T>.Rejected($"Loki's answer is larger than Loki:MaxResponseBytes ({_options.MaxResponseBytes:N0} bytes). Ask for fewer lines or a shorter range.", time.GetUtcNow())
                : read(response, body.Value);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Outcome<T>.Unavailable($"Loki did not answer within {_options.TimeoutSeconds} s. A shorter range or a narrower selector may help.", time.GetUtcNow());
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return Outcome<T>.Unavailable("Loki is not reachable: " + (error.InnerException is AuthenticationException tls ? tls.Message : error.Message), time.GetUtcNow());
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            return Outcome<T>.Rejected("Loki was not asked: its secret can't be read. " + error.Message, time.GetUtcNow());
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException)
        {
            return Outcome<T>.Unavailable("The connection to Loki broke: " + error.Message, time.GetUtcNow());
        }
    }

    internal static SocketsHttpHandler Handler(LokiOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            MaxConnectionsPerServer = 16,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // A question that is cancelled is one that Loki stops working on: its connection is closed, not read to the end.
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        if (TlsFiles.Read(options.CaFile, options.ClientCertificateFile, options.ClientKeyFile) is { } tls)
            handler.SslOptions = tls;
        return handler;
    }
}
