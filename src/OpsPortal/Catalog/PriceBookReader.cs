using System.Globalization;
using OpsPortal.Domain.Costs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpsPortal.Catalog;

/// <summary>Reads <c>catalog/pricebook.yaml</c>, noting everything that is wrong with it.</summary>
public static class PriceBookReader
{
    private const string Name = "catalog/pricebook.yaml";

    /// <returns>The book; without items when there is no such file: every cost needs a price then.</returns>
    /// <exception cref="CatalogException">Anything is wrong; carries every error.</exception>
    public static PriceBook Load(string file)
    {
        var errors = new CatalogErrors();
        var book = File.Exists(file) ? Read(File.ReadAllText(file), errors) : new PriceBook("USD", []);
        return errors.All.Count == 0 ? book! : throw new CatalogException(errors.All);
    }

    private static PriceBook? Read(string text, CatalogErrors errors)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is [{ RootNode: YamlMappingNode root }])
                return Read(new YamlMap(root, Name, "", errors));
            errors.Add(Name, 1, "(file)", "must be one YAML mapping that starts with \"currency: USD\"");
        }
        catch (YamlException error)
        {
            errors.Add(Name, error.Start.Line, "(syntax)", error.InnerException?.Message ?? error.Message);
        }
        return null;
    }

    private static PriceBook Read(YamlMap map)
    {
        var currency = map.Required("currency", "USD");
        if (currency.Length > 0 && !PriceUnits.IsCurrency(currency))
            map.Problem("currency", $"\"{currency}\" is not a currency's three letters, like USD");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<PriceItem>();
        foreach (var one in map.Maps("prices"))
        {
            var item = Item(one);
            if (!seen.Add(item.Key))
                one.Problem("key", $"\"{item.Key}\" is there twice; put both prices under one key, each with its date");
            else
                items.Add(item);
        }
        map.RejectUnknown();
        return new PriceBook(currency, items);
    }

    private static PriceItem Item(YamlMap map)
    {
        var key = map.Required("key", "gpu.H200.hourly");
        var unit = map.Required("unit", "hour");
        var isRate = key.StartsWith(PriceBook.RatePrefix, StringComparison.Ordinal);
        if (isRate && key != PriceBook.RatePrefix + unit)
            map.Problem("unit", $"\"{unit}\" must be the currency that {key} is the rate of");
        else if (!isRate && unit.Length > 0 && !PriceUnits.All.Contains(unit))
            map.Problem("unit", $"\"{unit}\" is none of {string.Join(", ", PriceUnits.All)}");
        var currency = map.Optional("currency");
        if (currency is not null && (isRate || !PriceUnits.IsCurrency(currency)))
            map.Problem("currency", isRate ? "a rate is in the book's currency" : $"\"{currency}\" is not a currency's three letters, like EUR");
        var note = map.Optional("note");
        var provider = map.Optional("provider");
        var memory = map.Number("memory");
        if (memory <= 0)
            map.Problem("memory", "must be greater than 0: GB that a GPU has");
        var entries = map.Maps("entries").Select(entry => Entry(entry, unit)).ToArray();
        if (entries.Length == 0)
            map.Problem("entries", "needs at least one price with its date, like \"- {from: 2026-01-01, price: 3.50}\"");
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Instant <= entries[i - 1].Instant)
                map.Problem("entries", $"{entries[i].From:yyyy-MM-dd} comes after {entries[i - 1].From:yyyy-MM-dd}; write them by rising date, each date once");
        }
        map.RejectUnknown();
        return new PriceItem(key, unit, note, entries) { Currency = currency, Provider = provider, Memory = memory };
    }

    private static PriceEntry Entry(YamlMap map, string unit)
    {
        var text = map.Required("from", "2026-01-01");
        var (day, clock) = text.Split('T') is [var date, var time] ? (date, time) : (text, "00:00");
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) && text.Length > 0)
            map.Problem("from", $"\"{text}\" is not a date; write it like 2026-01-01");
        if (!TimeOnly.TryParseExact(clock, ["HH:mm", "HH:mm'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            map.Problem("from", $"\"{clock}\" is not a time of day; write it like 2026-01-01T18:00 (UTC)");
        if (at != TimeOnly.MinValue && PriceUnits.IsByMonth(unit))
            map.Problem("from", "a price by the month holds for whole UTC days");
        var price = map.Number("price");
        if (price is null or < 0)
            map.Problem("price", price is null ? "is missing; write it like 3.50 (0 means free)" : $"{price} is below 0");
        var steps = map.Maps("steps").Select(Step).ToArray();
        if (PriceSteps.Problem(steps, unit) is { } problem)
            map.Problem("steps", problem);
        map.RejectUnknown();
        return new PriceEntry(from, price ?? 0) { At = at, Steps = steps };
    }

    private static PriceStep Step(YamlMap map)
    {
        var step = new PriceStep(map.Number("from") ?? 0, map.Number("price") ?? -1);
        map.RejectUnknown();
        return step;
    }
}
