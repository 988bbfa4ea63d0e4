using Dapper;
using Npgsql;
using OpsPortal.Domain;

namespace OpsPortal.Storage;

/// <summary>PostgreSQL: the data source, the migrations and the audit log.</summary>
public static class StorageSetup
{
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder)
    {
        MapTypes();
        builder.Services.AddSingleton(services => NpgsqlDataSource.Create(
            services.GetRequiredService<IConfiguration>().GetConnectionString("OpsPortal")
            ?? throw new InvalidOperationException("ConnectionStrings:OpsPortal is not set (environment: ConnectionStrings__OpsPortal).")));
        builder.Services.AddSingleton<Migrator>();
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddSingleton<IBackendProbe, PostgresProbe>();
        return builder;
    }

    /// <summary>How columns become values, for the whole process.</summary>
    internal static void MapTypes()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new DateOnlyHandler());
        SqlMapper.AddTypeHandler(new DateTimeOffsetHandler());
    }
}
