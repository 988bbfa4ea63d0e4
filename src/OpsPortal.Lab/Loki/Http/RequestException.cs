namespace OpsPortal.Lab.Loki.Http;

/// <summary>A request that is refused; the message is the body, text/plain.</summary>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    public int Status => status;
}
