using Dapper;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Storage;

namespace OpsPortal.IntegrationTests.Storage;

public sealed class MigratorTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("opsportal-migrations-");
    private string _connection = "";
    private NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = await postgres.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(_connection);
        _root.CreateSubdirectory("migrations");
        Write("0001_one.sql", "CREATE TABLE one (id int);");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await postgres.DropDatabaseAsync(_connection);
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task Apply_Twice_AppliesOnce()
    {
        (await ApplyAsync()).ShouldBe(["0001_one.sql"]);
        (await ApplyAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Apply_NewFile_AppliesOnlyThat()
    {
        await ApplyAsync();
        Write("0002_two.sql", "ALTER TABLE one ADD COLUMN name text;");

        (await ApplyAsync()).ShouldBe(["0002_two.sql"]);
    }

    [Fact]
    public async Task Apply_TwoInstancesAtOnce_EachFileOnce()
    {
        Write("0002_slow.sql", "SELECT pg_sleep(0.3); CREATE TABLE two (id int);");

        var applied = await Task.WhenAll(ApplyAsync(), ApplyAsync(), ApplyAsync());

        applied.SelectMany(names => names).ShouldBe(["0001_one.sql", "0002_slow.sql"], ignoreOrder: true);
    }

    [Fact]
    public async Task Apply_ChangedFile_StopsAndNamesIt()
    {
        await ApplyAsync();
        Write("0001_one.sql", "CREATE TABLE one (id bigint);");

        (await Should.ThrowAsync<InvalidOperationException>(ApplyAsync)).Message.ShouldContain("0001_one.sql");
    }

    [Fact]
    public async Task Apply_LineEndingsChanged_IsTheSameFile()
    {
        Write("0002_two.sql", "CREATE TABLE two (\n id int);");
        await ApplyAsync();
        Write("0002_two.sql", "CREATE TABLE two (\r\n id int);");

        (await ApplyAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Apply_DatabaseOfANewerVersion_StopsAndSaysSo()
    {
        Write("0002_two.sql", "CREATE TABLE two (id int);");
        await ApplyAsync();
        File.Delete(Path.Combine(_root.FullName, "migrations", "0002_two.sql"));

        (await Should.ThrowAsync<InvalidOperationException>(ApplyAsync)).Message.ShouldContain("newer version");
    }

    [Fact]
    public async Task Apply_FailingFile_LeavesNothingOfIt()
    {
        Write("0002_two.sql", "CREATE TABLE two (id int); SELECT * FROM nowhere;");

        (await Should.ThrowAsync<InvalidOperationException>(ApplyAsync)).Message.ShouldContain("0002_two.sql failed: relation \"nowhere\" does not exist");

        await using var connection = await _database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<string?>("SELECT to_regclass('two')::text")).ShouldBeNull();
        (await connection.ExecuteScalarAsync<string?>("SELECT to_regclass('one')::text")).ShouldBe("one");
    }

    [Fact]
    public async Task Apply_TwoFilesWithOneNumber_Stops()
    {
        Write("0001_other.sql", "SELECT 1;");

        (await Should.ThrowAsync<InvalidOperationException>(ApplyAsync)).Message.ShouldContain("share a number");
    }

    private Task<IReadOnlyList<string>> ApplyAsync()
        => new Migrator(_database, new Here(_root.FullName), TimeProvider.System, NullLogger<Migrator>.Instance).ApplyAsync(default);

    private void Write(string name, string sql) => File.WriteAllText(Path.Combine(_root.FullName, "migrations", name), sql);

    private sealed class Here(string root) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "OpsPortal";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = root;

        public string EnvironmentName { get; set; } = "Production";
    }
}
