using System.Globalization;
using Dapper;
using Npgsql;
using OpsPortal.Catalog;
using OpsPortal.Domain;
using OpsPortal.Domain.Costs;
using OpsPortal.Storage;

namespace OpsPortal.Features.Costs.Optimisations;

/// <summary>A model that people rate as high as another and that costs less for the very tokens of the other.</summary>
internal sealed class ModelProposer(NpgsqlDataSource database, IPrices prices, TimeProvider time) : IProposer
{
    // With fewer ratings of either nothing can be told.
    private const int LeastRatings = 30;

    // As high: with 95 % certainty not worse by more than so many of the four points between 1 and 5.
    private const double Margin = 0.25;
    private const double Certainty95 = 1.96;

    public async Task<Outcome<IReadOnlyList<Proposal>>> FindAsync(ServiceEntry service, UsedDays used, CancellationToken cancellationToken)
    {
        var tokens = used.Lines.Where(line => line.Model is not null && line.Amount > 0).ToArray();
        if (tokens.Select(line => line.Model).Distinct(StringComparer.Ordinal).Count() < 2)
            return Outcome<IReadOnlyList<Proposal>>.Ok([], time.GetUtcNow());
        var ratings = await database.TryReadAsync<IReadOnlyList<Rating>>(time, async connection => (await connection.QueryAsync<Rating>(new CommandDefinition(
            """
            SELECT model, count(*) AS number, avg(score)::float8 AS mean, coalesce(stddev_samp(score), 0)::float8 AS deviation FROM events
            WHERE type = 'feedback' AND service = @Id AND day BETWEEN @First AND @Last AND model IS NOT NULL GROUP BY model
            """, new { service.Id, used.First, used.Last }, cancellationToken: cancellationToken))).AsList(), cancellationToken);
        return ratings.Map<IReadOnlyList<Proposal>>(all => [.. tokens.GroupBy(line => line.Model!, StringComparer.Ordinal)
            .Select(model => Best(service, model.Key, [.. model], tokens, [.. all.Where(one => one.Number >= LeastRatings)])).OfType<Proposal>()]);
    }

    /// <summary>Of the models that are rated as high, the one that would have cost least.</summary>
    private Proposal? Best(ServiceEntry service, string model, UsedLine[] lines, UsedLine[] all, Rating[] ratings)
    {
        if (ratings.FirstOrDefault(one => one.Model == model) is not { } mine)
            return null;
        return ratings.Where(other => other.Model != model && LowerBound(mine, other) >= -Margin)
            .Select(other => (Other: other, Cost: At(lines, model, other.Model, all))).Where(one => one.Cost is not null && one.Cost < lines.Sum(line => line.Cost))
            .OrderBy(one => one.Cost).Select(one => Of(service, mine, one.Other, lines, one.Cost!.Value)).FirstOrDefault();
    }

    private Proposal Of(ServiceEntry service, Rating mine, Rating other, UsedLine[] lines, decimal cheaper)
    {
        var cost = lines.Sum(line => line.Cost);
        return new Proposal(
            ProposalKinds.Model, service.Id, $"{mine.Model} > {other.Model}", $"Ask {other.Model} instead of {mine.Model}", cost - cheaper, cost - cheaper,
            [
                new($"Cost of {mine.Model}", Money(cost), "cost lines of the days"), new($"The same tokens at the prices of {other.Model}", Money(cheaper), "each kind of tokens × what one of them cost of the other model on the same days; it may need more or fewer"),
                new($"Ratings of {mine.Model}", Words(mine), "feedback events of the days"), new($"Ratings of {other.Model}", Words(other), "feedback events of the days"),
                new("Difference, at worst", LowerBound(mine, other).ToString("+0.00;−0.00", CultureInfo.InvariantCulture), $"difference of the means − {Certainty95} standard errors; not below −{Margin} counts as equal"),
                new("Saved", Money(cost - cheaper), "cost − the same tokens at the other's prices"),
            ], $"{service.Id}:tokens", [.. lines.Select(line => line.Driver).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Null when the other model has no price for one of the kinds.</summary>
    private static decimal? At(UsedLine[] lines, string model, string other, UsedLine[] all)
    {
        var sum = 0m;
        foreach (var line in lines)
        {
            var key = line.PriceKey.Replace(model, other, StringComparison.Ordinal);
            var same = all.Where(one => one.Model == other && one.PriceKey == key).ToArray();
            if (key == line.PriceKey || same.Length == 0)
                return null;
            sum += line.Amount * same.Sum(one => one.Cost) / same.Sum(one => one.Amount);
        }
        return sum;
    }

    private static double LowerBound(Rating mine, Rating other)
        => other.Mean - mine.Mean - Certainty95 * Math.Sqrt(mine.Deviation * mine.Deviation / mine.Number + other.Deviation * other.Deviation / other.Number);

    private static string Words(Rating one) => string.Create(CultureInfo.InvariantCulture, $"{one.Mean:0.00} of {one.Number:N0} (± {one.Deviation:0.00})");

    private string Money(decimal amount) => Pages.Money.Text(amount, prices.Current.Currency);

    private sealed record Rating(string Model, long Number, double Mean, double Deviation);
}
