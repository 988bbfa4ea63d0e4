using System.Net;
using System.Text;

namespace OpsPortal.GpuAgent.Metrics;

/// <summary>Serves one page, /metrics, in plain HTTP: a whole web server would make the program three times as large.</summary>
internal sealed class MetricsServer
{
    private readonly HttpListener _listener;
    private readonly Action<StringBuilder> _write;

    private MetricsServer(HttpListener listener, IPEndPoint endpoint, Action<StringBuilder> write)
    {
        (_listener, _write) = (listener, write);
        Address = new Uri($"http://{endpoint}/");
    }

    public Uri Address { get; }

    public static MetricsServer? TryStart(IPEndPoint endpoint, Action<StringBuilder> write, out string problem)
    {
        problem = "";
        var listener = new HttpListener();
        var any = endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any);
        listener.Prefixes.Add($"http://{(any ? "+" : new IPEndPoint(endpoint.Address, 0).ToString()[..^2])}:{endpoint.Port}/");
        try
        {
            listener.Start();
            return new MetricsServer(listener, endpoint, write);
        }
        catch (Exception e) when (e is HttpListenerException or System.Net.Sockets.SocketException)
        {
            problem = e.Message;
            return null;
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = cancellation.Register(_listener.Abort);
        var text = new StringBuilder();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                // One at a time: a page takes less than a millisecond, and a flood of requests costs no more than that.
                Answer(await _listener.GetContextAsync(), text);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
            {
                // The caller has gone, or the listener is closed because the agent ends.
            }
        }
    }

    private void Answer(HttpListenerContext context, StringBuilder text)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.Url?.AbsolutePath != "/metrics" || request.HttpMethod is not ("GET" or "HEAD"))
        {
            response.StatusCode = request.Url?.AbsolutePath == "/metrics" ? 405 : 404;
            response.Close();
            return;
        }

        _ = text.Clear();
        _write(text);
        response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        response.Close(Encoding.UTF8.GetBytes(text.ToString()), willBlock: false);
    }
}
