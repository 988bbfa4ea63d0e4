using OpsPortal.Features.Dashboards.Frames;
using OpsPortal.Features.Dashboards.Storage;

namespace OpsPortal.Features.Dashboards.Data.Lists;

/// <summary>Dashboards as columns; which of them a list shows is chosen in the browser, which knows stars and where one went lately.</summary>
internal static class DashboardColumns
{
    private const int Most = 1000;

    public static Frame Of(IReadOnlyList<DashboardSummary> all)
    {
        var some = all.Take(Most).ToArray();
        return new Frame("A", "Dashboards",
        [
            Field.OfTexts("Title", some.Select(one => one.Title)), Field.OfTexts("Folder", some.Select(one => one.Folder)),
            Field.OfTexts("Tags", some.Select(one => string.Join(", ", one.Tags))), Field.OfTexts("Uid", some.Select(one => one.Uid)),
        ]);
    }
}
