using System.Globalization;
using CsvHelper;
using OpsPortal.Domain;

namespace OpsPortal.Features.Access.Audit;

internal static class AuditEndpoints
{
    public static void MapAuditEndpoints(this WebApplication app)
        => app.MapGet("/access/audit.csv", (HttpContext context, AuditReader reader, TimeProvider time, string? actor, string? action, string? subject, string? age) =>
                WriteAsync(context, reader, new AuditFilter(actor, action, subject, AuditAge.Since(age, time.GetUtcNow()))))
            .RequireAuthorization(Policies.Administer).ExcludeFromDescription();

    private static async Task WriteAsync(HttpContext context, AuditReader reader, AuditFilter filter)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"opsportal-audit.csv\"";
        // A cell that begins like a formula is not one when a spreadsheet opens it.
        var options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };
        await using var csv = CsvWriter.Create(context.Response.Body, options, leaveOpen: true);
        await csv.WriteRecordAsync(["row", "at", "actor_kind", "actor_id", "actor", "address", "action", "subject", "detail", "hash"], context.RequestAborted);
        await foreach (var row in reader.AllAsync(filter, context.RequestAborted))
        {
            await csv.WriteRecordAsync(
            [
                row.Id.ToString(CultureInfo.InvariantCulture), row.At.ToString("O", CultureInfo.InvariantCulture), row.ActorKind, row.ActorId, row.ActorName,
                row.Address ?? "", row.Action, row.Subject, row.Detail, Convert.ToHexStringLower(row.Hash),
            ], context.RequestAborted);
        }
        await csv.FlushAsync(context.RequestAborted);
    }
}
