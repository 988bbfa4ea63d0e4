using System.Security.Cryptography;
using System.Text;

namespace OpsPortal.Features.Events;

/// <summary>Hashes the users of one batch: making the keyed hash anew for each of them would cost more than the hashing. Not for several threads.</summary>
public sealed class UserHash(byte[] key) : IDisposable
{
    private readonly IncrementalHash _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    /// <summary>The first 16 bytes of the HMAC of the id as UTF-8.</summary>
    public Guid Of(string user)
    {
        Span<byte> hash = stackalloc byte[32];
        _hmac.AppendData(Encoding.UTF8.GetBytes(user));
        _hmac.GetHashAndReset(hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    public void Dispose() => _hmac.Dispose();
}
