using System.Globalization;
using OpsPortal.Domain.Costs;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpsPortal.Catalog;

/// <summary>Reads <c>catalog/pricebook.yaml</c>, noting everything that is wrong with it.</summary>
public static class PriceBookReader
{
    private const string Name = "catalog/pricebook.yaml";
    private static readonly string[] Units = ["hour", "second", "1000 tokens", "GB", "GB-month", "month", "kWh"];

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
        if (currency.Length > 0 && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper)))
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
        if (unit.Length > 0 && !Units.Contains(unit))
            map.Problem("unit", $"\"{unit}\" is none of {string.Join(", ", Units)}");
        var note = map.Optional("note");
        var entries = map.Maps("entries").Select(Entry).ToArray();
        if (entries.Length == 0)
            map.Problem("entries", "needs at least one price with its date, like \"- {from: 2026-01-01, price: 3.50}\"");
        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].From <= entries[i - 1].From)
                map.Problem("entries", $"{entries[i].From:yyyy-MM-dd} comes after {entries[i - 1].From:yyyy-MM-dd}; write them by rising date, each date once");
        }
        map.RejectUnknown();
        return new PriceItem(key, unit, note, entries);
    }

    private static PriceEntry Entry(YamlMap map)
    {
        var text = map.Required("from", "2026-01-01");
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) && text.Length > 0)
            map.Problem("from", $"\"{text}\" is not a date; write it like 2026-01-01");
        var price = map.Number("price");
        if (price is null or < 0)
            map.Problem("price", price is null ? "is missing; write it like 3.50 (0 means free)" : $"{price} is below 0");
        map.RejectUnknown();
        return new PriceEntry(from, price ?? 0);
    }
}
