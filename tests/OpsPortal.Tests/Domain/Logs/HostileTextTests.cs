using OpsPortal.Domain;

namespace OpsPortal.Tests.Domain.Logs;

public sealed class HostileTextTests
{
    [Theory]
    [InlineData("plain\ttext", "plain\ttext")]
    [InlineData("user\u202egpj.exe", "user⟨U+202E⟩gpj.exe")]
    [InlineData("a\u0000b\u0007c\u001b[31m\u007f", "a␀b␇c␛[31m␡")]
    [InlineData("two\nlines\r", "two↵lines␍")]
    [InlineData("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩")]
    public void Visible_CharactersThatFool_AreCodes(string text, string shown) => HostileText.Visible(text).ShouldBe(shown);

    [Fact]
    public void Cut_NeverBetweenTheHalvesOfACharacter()
    {
        HostileText.Cut("ab😀", 3).ShouldBe("ab…");
        HostileText.Cut("ab😀", 4).ShouldBe("ab😀");
        HostileText.Cut(new string('x', 1_000_000), 5).ShouldBe("xxxxx…");
    }

    [Theory]
    // Found by this test: each of them once ended the taking of evidence, and the count of error patterns, with an exception.
    [InlineData("{\"message\":\"\\ud800 half\"}")]
    [InlineData("{\"\\udc00\":1,\"msg\":\"m\"}")]
    [InlineData("{\"message\":\"cut off")]
    public void Shape_LineOfBrokenJson_IsTheLineItself(string line) => LogShape.Said(line).ShouldBe(line);

    [Fact]
    public void Shape_HalfACharacterInTheLineItself_IsTheLineItself()
    {
        // An attribute can't carry it.
        var line = "{\"message\":\"x" + (char)0xd800 + "\"}";

        LogShape.Said(line).ShouldBe(line);
    }
}
