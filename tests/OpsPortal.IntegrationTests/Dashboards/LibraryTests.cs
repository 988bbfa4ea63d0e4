using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Dashboards.Storage;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.Live;

namespace OpsPortal.IntegrationTests.Dashboards;

/// <summary>Saved dashboards on the real PostgreSQL, beside the catalog's own files.</summary>
public sealed class LibraryTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly Actor Anna = new(ActorKind.User, "1", "Anna", "127.0.0.1");

    private DashboardLibrary Library => fixture.Portal.Services.GetRequiredService<DashboardLibrary>();

    [Fact]
    public async Task Save_NewOne_IsListedFoundAndExported()
    {
        var saved = await SaveAsync(Json("a-new", "First", "\"plugin\":{\"odd\":[1,2.50]}"), 0);

        saved.ShouldBe(new SaveResult.Saved("a-new", 1));
        (await Library.ListAsync(default)).Items.ShouldContain(item => item.Uid == "a-new" && item.Version == 1 && item.IsSaved && item.UpdatedBy == "Anna");
        (await Library.FindAsync("a-new", default))!.Dashboard.Title.ShouldBe("First");
        var exported = JsonNode.Parse((await Library.ExportAsync("a-new", default))!)!;
        exported["plugin"]!.ToJsonString().ShouldBe("{\"odd\":[1,2.50]}");
        exported["version"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Save_WithoutUid_GetsOne()
        => (await Library.SaveAsync((JsonObject)JsonNode.Parse("""{"title":"No uid","panels":[]}""")!, null, 0, "", Anna, default)).ShouldBeOfType<SaveResult.Saved>().Uid.Length.ShouldBe(14);

    [Fact]
    public async Task Save_OldVersion_IsAConflictAndNothingIsWritten()
    {
        await SaveAsync(Json("b", "One"), 0);
        await SaveAsync(Json("b", "Two"), 1, "because");

        var conflict = (await SaveAsync(Json("b", "Mine"), 1)).ShouldBeOfType<SaveResult.Conflict>();

        (conflict.Theirs.Version, conflict.Theirs.Title, conflict.Theirs.Message).ShouldBe((2, "Two", "because"));
        (await Library.FindAsync("b", default))!.Dashboard.Title.ShouldBe("Two");
    }

    [Fact]
    public async Task Save_AtTheSameMoment_OneWins()
    {
        await SaveAsync(Json("race", "One"), 0);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SaveAsync(Json("race", "By " + i), 1)));
        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SaveAsync(Json("race-new", "By " + i), 0)));

        results.Count(result => result is SaveResult.Saved).ShouldBe(1);
        created.Count(result => result is SaveResult.Saved).ShouldBe(1);
        (await Library.VersionsAsync("race", default)).Select(version => version.Version).ShouldBe([2, 1]);
    }

    [Theory]
    [InlineData("has blanks")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Save_BadUid_IsInvalidInWords(string uid)
        => (await Library.SaveAsync(Json("x", "X"), uid, 0, "", Anna, default)).ShouldBeOfType<SaveResult.Invalid>().Errors.ShouldHaveSingleItem().ShouldContain("letters, digits");

    [Fact]
    public async Task Restore_OldVersion_IsTheNewest()
    {
        await SaveAsync(Json("c", "One"), 0);
        await SaveAsync(Json("c", "Two"), 1);

        (await Library.RestoreAsync("c", 1, 2, Anna, default)).ShouldBe(new SaveResult.Saved("c", 3));

        (await Library.FindAsync("c", default))!.Dashboard.Title.ShouldBe("One");
        (await Library.VersionsAsync("c", default)).Select(version => (version.Version, version.Title, version.Author)).ShouldBe([(3, "One", "Anna"), (2, "Two", "Anna"), (1, "One", "Anna")]);
        (await Library.VersionAsync("c", 2, default))!["title"]!.GetValue<string>().ShouldBe("Two");
    }

    [Fact]
    public async Task Delete_AndUndelete_BringItBackWithItsVersions()
    {
        await SaveAsync(Json("d", "One"), 0);

        (await Library.DeleteAsync("d", Anna, default)).ShouldBeTrue();
        (await Library.DeleteAsync("d", Anna, default)).ShouldBeFalse();
        (await Library.FindAsync("d", default)).ShouldBeNull();
        var deleted = (await Library.DeletedAsync(default)).Single(one => one.Uid == "d");
        (deleted.Title, deleted.Version, deleted.DeletedBy).ShouldBe(("One", 1, "Anna"));
        (await Library.UndeleteAsync("d", Anna, default)).ShouldBeTrue();
        (await Library.DeletedAsync(default)).ShouldNotContain(one => one.Uid == "d");

        (await Library.FindAsync("d", default))!.Summary.Version.ShouldBe(1);
    }

    [Fact]
    public async Task Save_FileOfTheCatalog_MakesACopyThatDeletingTakesAway()
    {
        var file = (await Library.ListAsync(default)).Items.First(item => item.Source == "catalog");
        var json = (await Library.VersionAsync(file.Uid, 0, default))!;
        json["title"] = "Ours";

        (await Library.SaveAsync(json, file.Uid, 0, "", Anna, default)).ShouldBe(new SaveResult.Saved(file.Uid, 1));
        var found = (await Library.FindAsync(file.Uid, default))!;
        (found.Summary.Title, found.Summary.Shadows).ShouldBe(("Ours", true));
        await Library.DeleteAsync(file.Uid, Anna, default);

        (await Library.FindAsync(file.Uid, default))!.Summary.ShouldBe(file);
    }

    [Fact]
    public async Task EveryChange_IsAuditedAndTold()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var subscription = fixture.Portal.Services.GetRequiredService<ChangeFeed>().Subscribe(DashboardLibrary.Topic, key =>
        {
            told.Enqueue(key);
            return Task.CompletedTask;
        });

        await SaveAsync(Json("e", "One"), 0);
        await SaveAsync(Json("e", "Two"), 1);
        await Library.DeleteAsync("e", Anna, default);

        await Eventually.EqualAsync(() => Task.FromResult(told.Count(key => key == "e")), 3);
        await using var connection = await fixture.Portal.Database.OpenConnectionAsync();
        (await connection.QueryAsync<string>("SELECT action FROM audit_log WHERE subject = 'dashboard:e' ORDER BY id")).ShouldBe(["dashboard.create", "dashboard.save", "dashboard.delete"]);
    }

    [Fact]
    public async Task Catalog_EveryFile_IsReadWithoutComplaint()
    {
        var listing = await Library.ListAsync(default);

        listing.Problems.ShouldBeEmpty();
        foreach (var item in listing.Items.Where(item => item.Source == "catalog"))
            (await Library.FindAsync(item.Uid, default))!.Dashboard.Notes.Where(note => note.Tone == "bad").ShouldBeEmpty(item.Uid);
    }

    private Task<SaveResult> SaveAsync(JsonObject json, int expected, string message = "") => Library.SaveAsync(json, null, expected, message, Anna, default);

    private static JsonObject Json(string uid, string title, string more = "\"x\":1") => (JsonObject)JsonNode.Parse($$"""{"uid":"{{uid}}","title":"{{title}}","schemaVersion":39,"panels":[],{{more}}}""")!;
}
