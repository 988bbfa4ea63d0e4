using System.Text;
using OpsPortal.Clients;

namespace OpsPortal.Tests.Clients;

public sealed class BoundedBodyTests
{
    private const int Most = 200_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Most)]
    public async Task Read_UpToTheMost_IsTheWholeBody(int length)
    {
        var sent = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, length).Select(n => (char)('a' + (n % 26)))));

        var read = await BoundedBody.ReadAsync(new MemoryStream(sent), Most, CancellationToken.None);

        read.ShouldNotBeNull();
        read.Value.ToArray().ShouldBe(sent);
    }

    [Fact]
    public async Task Read_OneByteMore_IsNothing()
        => (await BoundedBody.ReadAsync(new MemoryStream(new byte[Most + 1]), Most, CancellationToken.None)).ShouldBeNull();

    [Fact]
    public async Task Read_OneByteMoreOfWhatBecomesSomethingElse_IsNothing()
        => (await BoundedBody.ReadAsync(new MemoryStream(new byte[Most + 1]), Most, Encoding.ASCII.GetString, CancellationToken.None)).ShouldBeNull();

    [Fact]
    public async Task Read_OfAContentThatOwnsUpToBeingLarger_IsNothing()
        => (await BoundedBody.ReadAsync(new ByteArrayContent(new byte[Most + 1]), Most, CancellationToken.None)).ShouldBeNull();
}
