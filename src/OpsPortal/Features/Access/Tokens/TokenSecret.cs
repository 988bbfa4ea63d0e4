using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OpsPortal.Features.Access.Tokens;

/// <summary>
/// The text of a token or link. 256 random bits need no salt and no slow hash: SHA-256 of them can't be turned round,
/// and a look-up by it tells nothing by its time.
/// </summary>
internal static class TokenSecret
{
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
