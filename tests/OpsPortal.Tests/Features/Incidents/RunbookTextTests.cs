using OpsPortal.Features.Incidents.Runbooks;

namespace OpsPortal.Tests.Features.Incidents;

public sealed class RunbookTextTests
{
    [Theory]
    [InlineData("## Head", "<h2>Head</h2>")]
    [InlineData("a\nb\n\nc", "<p>a b</p><p>c</p>")]
    [InlineData("**Do:** roll *it* back", "<p><strong>Do:</strong> roll <em>it</em> back</p>")]
    [InlineData("see `a < b * c * d`", "<p>see <code>a &lt; b * c * d</code></p>")]
    [InlineData("**Causes**\n1. one\n2. two\n\nend", "<p><strong>Causes</strong></p><ol><li>one</li><li>two</li></ol><p>end</p>")]
    [InlineData("- *Down*: no", "<ul><li><em>Down</em>: no</li></ul>")]
    [InlineData("```\na <b>\n```", "<pre>a &lt;b&gt;\n</pre>")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("[x](javascript:alert)", "<p>x</p>")]
    [InlineData("[logs](/logs?a=1&b=2)", "<p><a href=\"/logs?a=1&amp;b=2\" rel=\"noopener noreferrer\">logs</a></p>")]
    public void ToHtml_Source_IsWhatItSays(string source, string html) => RunbookText.ToHtml(source, skipTitle: true).ShouldBe(html);

    [Fact]
    public void ToHtml_EveryRunbook_HasATitleAndNoLeftOverMarks()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs", "runbooks"), "*.md"))
        {
            var source = File.ReadAllText(file);
            RunbookText.Title(source).ShouldNotBeEmpty(file);
            var html = RunbookText.ToHtml(source, skipTitle: true);
            html.ShouldNotContain("**", customMessage: file);
            html.ShouldNotContain("`", customMessage: file);
        }
    }
}
