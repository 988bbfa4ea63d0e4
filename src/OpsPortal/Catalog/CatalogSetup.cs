namespace OpsPortal.Catalog;

public static class CatalogSetup
{
    /// <summary>Reads the catalog now, so that a broken file stops the start and not a page. All errors of all files are told at once.</summary>
    public static WebApplicationBuilder AddCatalog(this WebApplicationBuilder builder)
    {
        var root = builder.Configuration["Catalog:Path"] ?? Path.Combine(builder.Environment.ContentRootPath, "catalog");
        var errors = new List<string>();
        Read(() => builder.Services.AddSingleton(ServiceCatalog.Load(Path.Combine(root, "services"), Environment.GetEnvironmentVariable)), errors);
        Read(() => builder.Services.AddSingleton(PriceBookReader.Load(Path.Combine(root, "pricebook.yaml"))), errors);
        Read(() => builder.Services.AddSingleton(CostCentreReader.Load(Path.Combine(root, "cost-centres.yaml"))), errors);
        return errors.Count == 0 ? builder : throw new CatalogException(errors);
    }

    private static void Read(Action read, List<string> errors)
    {
        try
        {
            read();
        }
        catch (CatalogException error)
        {
            errors.AddRange(error.Errors);
        }
    }
}
