using System.Globalization;
using System.Text.Json;

namespace OpsPortal.Features.Events;

/// <summary>Reads one event's fields; the first thing that is wrong is kept with its key, in the sender's words.</summary>
internal sealed class EventFields(JsonElement json)
{
    private int _found;

    /// <summary>The key that is wrong ("" for the event as a whole) and why; null while all is well.</summary>
    public (string Key, string Reason)? Problem { get; private set; }

    public string Required(string name, int maxLength)
    {
        var text = Optional(name, maxLength);
        if (string.IsNullOrWhiteSpace(text))
            Fail(name, "is missing or empty");
        return text ?? "";
    }

    public string? Optional(string name, int maxLength)
    {
        if (!TryGet(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return Fail<string>(name, "must be a text");
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Fail<string>(name, "holds half a surrogate pair, which is no text");
        }
        if (text.Length > maxLength)
            return Fail<string>(name, $"is longer than {maxLength} characters");
        // PostgreSQL can't hold it, and nobody means it.
        return text.Contains('\0', StringComparison.Ordinal) ? Fail<string>(name, "holds a NUL character") : text;
    }

    public string? OneOf(string name, string[] allowed)
    {
        var text = Optional(name, 64);
        return text is null || allowed.Contains(text) ? text : Fail<string>(name, $"is \"{text}\"; allowed are {string.Join(", ", allowed)}");
    }

    public DateTimeOffset Time(string name, DateTimeOffset earliest, DateTimeOffset latest)
    {
        var text = Required(name, 64);
        if (Problem is not null)
            return default;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) || text.Length < 20)
            Fail(name, $"is \"{text}\"; write it like 2026-01-02T03:04:05Z");
        else if (at > latest)
            Fail(name, $"is {text}, in the future");
        else if (at < earliest)
            Fail(name, $"is {text}, older than events are kept (since {earliest:yyyy-MM-dd})");
        return at.ToUniversalTime();
    }

    public decimal? Number(string name, decimal min, decimal max)
    {
        if (!TryGet(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number))
            return Fail<decimal?>(name, "must be a number");
        return number >= min && number <= max ? number : Fail<decimal?>(name, $"is {number}; it must be from {min} to {max}");
    }

    public long? Count(string name)
    {
        var number = Number(name, 0, 1_000_000_000_000);
        return number is null || decimal.IsInteger(number.Value) ? (long?)number : Fail<long?>(name, $"is {number}; it must be a whole number");
    }

    /// <summary>A misspelt key would be lost without a word.</summary>
    /// <param name="allowed">All keys of the type.</param>
    public void RejectUnknown(string type, string[] allowed)
    {
        // Mostly all that is there was asked for, and counting is enough.
        if (Problem is not null || json.GetPropertyCount() == _found)
            return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!allowed.Contains(property.Name))
                Fail(property.Name, $"is no field of {type}; allowed are {string.Join(", ", allowed)}");
            else if (!seen.Add(property.Name))
                Fail(property.Name, "is there twice");
        }
    }

    public void Fail(string key, string reason) => Problem ??= (key, reason);

    private T? Fail<T>(string key, string reason)
    {
        Fail(key, reason);
        return default;
    }

    private bool TryGet(string name, out JsonElement value)
    {
        if (!json.TryGetProperty(name, out value))
            return false;
        _found++;
        return value.ValueKind != JsonValueKind.Null;
    }
}
