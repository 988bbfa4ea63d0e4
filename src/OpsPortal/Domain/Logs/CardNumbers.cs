using System.Text;

namespace OpsPortal.Domain;

/// <summary>
/// Numbers of payment cards in a text: 13 to 19 digits, with blanks or hyphens between groups, that begin as an issuer's do and whose
/// check digit is right. So neither a moment in nanoseconds nor an id is taken for one, but for one id in some hundreds of its length.
/// </summary>
internal static class CardNumbers
{
    public static string Cover(string text, ref int count)
    {
        StringBuilder? covered = null;
        var kept = 0;
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsAsciiDigit(text[at]))
            {
                at++;
                continue;
            }
            var end = at > 0 && IsWord(text[at - 1]) ? 0 : CardEnd(text, at);
            if (end > 0)
            {
                (covered ??= new StringBuilder(text.Length)).Append(text, kept, at - kept).Append("[masked:card]");
                (at, kept) = (end, end);
                count++;
                continue;
            }
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
        }
        return covered is null ? text : covered.Append(text, kept, text.Length - kept).ToString();
    }

    // The longest row of groups from here that is a card's number; 0 when none is.
    private static int CardEnd(string text, int at)
    {
        Span<char> digits = stackalloc char[19];
        var (count, found) = (0, 0);
        while (at < text.Length)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                if (count == digits.Length)
                    return found;
                digits[count++] = text[at++];
                var ends = at == text.Length || !(char.IsLetterOrDigit(text[at]) || text[at] == '_' || (text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])));
                if (ends && IsCard(digits[..count].ToString()))
                    found = at;
            }
            else if (text[at] is ' ' or '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
            {
                at++;
            }
            else
            {
                return found;
            }
        }
        return found;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';

    private static bool IsCard(string digits) => IsIssued(digits) && CheckDigit(digits);

    // Visa, Mastercard, American Express, Discover, JCB, Diners: their lengths and first digits.
    private static bool IsIssued(string digits) => digits.Length switch
    {
        13 or 19 => digits[0] == '4',
        14 => digits.StartsWith("36", StringComparison.Ordinal) || digits.StartsWith("38", StringComparison.Ordinal) || digits.StartsWith("30", StringComparison.Ordinal),
        15 => digits.StartsWith("34", StringComparison.Ordinal) || digits.StartsWith("37", StringComparison.Ordinal),
        16 => digits[0] == '4' || (digits[0] == '5' && digits[1] is >= '1' and <= '5') || (string.CompareOrdinal(digits[..4], "2221") >= 0 && string.CompareOrdinal(digits[..4], "2720") <= 0)
            || digits.StartsWith("6011", StringComparison.Ordinal) || digits.StartsWith("65", StringComparison.Ordinal) || digits.StartsWith("35", StringComparison.Ordinal),
        _ => false,
    };

    // Luhn's: every second digit from the right counts twice.
    private static bool CheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
        }
        return sum % 10 == 0;
    }
}
