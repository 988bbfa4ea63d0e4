using OpsPortal.Clients.Prometheus;

namespace OpsPortal.Features.Dashboards.Data;

/// <summary>
/// Answers of panels that several viewers ask for: who asks the same within some seconds gets the same bytes. Browsers cut the ends of
/// their ranges to a grain, so that they do ask the same. Bounded by bytes.
/// </summary>
internal sealed class SharedAnswers(TimeProvider time)
{
    /// <summary>How long good ones are given to others.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromSeconds(5);

    private const long MostBytes = 64 * 1024 * 1024;
    private readonly SharedQuestions<string, PanelBody> _questions = new(time, 2000, MostBytes);

    /// <param name="question">All that the answer depends on.</param>
    /// <param name="ask">Is cancelled when nobody waits any more.</param>
    public Task<PanelBody> GetAsync(string question, Func<CancellationToken, Task<PanelBody>> ask, CancellationToken cancellationToken)
        => _questions.AskAsync(question, ask, body => (body.IsGood ? Keep : TimeSpan.Zero, body.Size), cancellationToken);
}
