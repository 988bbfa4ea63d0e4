using System.Net;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Incidents;
using OpsPortal.Features.Incidents.Reading;
using OpsPortal.Features.Incidents.Response;
using OpsPortal.Features.Incidents.Reviews;
using OpsPortal.Features.Incidents.Steps;
using OpsPortal.IntegrationTests.Infrastructure;

namespace OpsPortal.IntegrationTests.Incidents;

/// <summary>Roles, impact, services, tasks and files on the real database.</summary>
public sealed class ResponseTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly ClaimsPrincipal Anna = Person("Anna", Roles.Responder);
    private static readonly ClaimsPrincipal Ben = Person("Ben", Roles.Responder);

    private ResponseDesk Desk => fixture.Portal.Services.GetRequiredService<ResponseDesk>();

    private ResponseStore Store => fixture.Portal.Services.GetRequiredService<ResponseStore>();

    [Fact]
    public async Task Write_TwoNameALeadAtOnce_NobodysIsWrittenOverUnseen()
    {
        var number = await DeclareAsync();

        var results = await Task.WhenAll(Desk.WriteAsync(Anna, number, ResponseText.Lead, "", "Anna", default), Desk.WriteAsync(Ben, number, ResponseText.Lead, "", "Ben", default));

        results.Count(result => result.IsTaken).ShouldBe(1);
        var lead = (await ReadAsync(number)).Lead;
        results.Single(result => !result.IsTaken).Words.ShouldBe($"Somebody changed it meanwhile to: {lead}");
        (await TextsAsync(number)).ShouldContain($"{lead} leads.");
    }

    [Fact]
    public async Task Write_ImpactAndServices_AreInTheReviewsDraft()
    {
        var number = await DeclareAsync();
        await Desk.WriteAsync(Anna, number, ResponseText.Impact, "", "Uploads fail for **all**", default);
        await Desk.TouchAsync(Anna, number, "aurelis", true, default);
        await Desk.AddTaskAsync(Anna, number, Guid.NewGuid(), "Fail over", "Ben", default);

        var detail = await fixture.Portal.Services.GetRequiredService<IncidentReader>().DetailAsync(number);
        var draft = ReviewDraft.Write(detail.Value!, await ReadAsync(number));

        draft.ShouldContain("## Impact on users\n\nUploads fail for **all**\n");
        draft.ShouldContain("Also touched: aurelis");
        draft.ShouldContain("- [ ] Fail over (Ben)");
        (await Desk.TouchAsync(Anna, number, "nonsense", true, default)).Words.ShouldBe("The catalog has no such service.");
        (await Desk.TouchAsync(Anna, number, "h200", true, default)).Words.ShouldBe("It is the incident's own service.");
    }

    [Fact]
    public async Task Task_AddedDoneAndTakenAway_IsOnTheTimelineOnceEach()
    {
        var number = await DeclareAsync();
        var id = Guid.NewGuid();

        foreach (var _ in Enumerable.Range(0, 2))
            (await Desk.AddTaskAsync(Anna, number, id, " Restart it ", "", default)).IsTaken.ShouldBeTrue();
        await Task.WhenAll(Desk.SetTaskAsync(Anna, number, id, true, default), Desk.SetTaskAsync(Ben, number, id, true, default));
        (await ReadAsync(number)).Tasks.Single().ShouldSatisfyAllConditions(task => task.Text.ShouldBe("Restart it"), task => task.DoneAt.ShouldNotBeNull());
        await Desk.SetTaskAsync(Ben, number, id, false, default);
        await Desk.RemoveTaskAsync(Ben, number, id, default);

        (await ReadAsync(number)).Tasks.ShouldBeEmpty();
        (await TextsAsync(number)).Count(text => text.Contains("Restart it", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task File_Html_IsDownloadedAndNeverShown_PictureIsShown()
    {
        var number = await DeclareAsync();
        await Desk.AddFileAsync(Anna, number, Guid.NewGuid(), "../../evil.html", Encoding.UTF8.GetBytes("<script>alert(1)</script>"), default);
        await Desk.AddFileAsync(Anna, number, Guid.NewGuid(), "pic.png", [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1], default);
        var files = (await ReadAsync(number)).Files;
        var client = await fixture.Portal.SignedInAsync(Roles.Viewer);

        var page = await client.GetAsync(files[0].Href(number) + "?show");
        var picture = await client.GetAsync(files[1].Href(number) + "?show");

        (files[0].Name, files[0].AddedBy).ShouldBe(("evil.html", "Anna"));
        page.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        page.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        foreach (var answer in new[] { page, picture })
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await client.GetAsync(files[0].Href(number + 1000))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task File_TooLarge_EmptyOrByAViewer_IsRefusedInWords()
    {
        var number = await DeclareAsync();

        (await Desk.AddFileAsync(Anna, number, Guid.NewGuid(), "x", [], default)).Words.ShouldBe("The file is empty.");
        (await Desk.AddFileAsync(Anna, number, Guid.NewGuid(), "x", new byte[ResponseDesk.MostBytes + 1], default)).Words.ShouldBe("The file is larger than 10 MiB.");
        (await Desk.AddFileAsync(Person("Vera", Roles.Viewer), number, Guid.NewGuid(), "x", [1], default)).Outcome.ShouldBe(StepOutcome.Refused);
        (await ReadAsync(number)).Files.ShouldBeEmpty();
    }

    private async Task<ResponseState> ReadAsync(long number) => (await Store.ReadAsync(number, default)).Value!;

    private async Task<IReadOnlyList<string>> TextsAsync(long number)
        => [.. (await fixture.Portal.Services.GetRequiredService<IncidentQueries>().DetailAsync(number, default)).Value!.Timeline.Select(entry => entry.Text)];

    private async Task<long> DeclareAsync()
    {
        var (result, number) = await fixture.Portal.Services.GetRequiredService<IncidentDesk>().DeclareAsync(
            Anna, new Declaration(Guid.NewGuid(), "Uploads fail", "", "h200", null, Priority.P2), default);
        result.IsTaken.ShouldBeTrue();
        return number;
    }

    private static ClaimsPrincipal Person(string name, string role)
        => new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "user:" + name), new(ClaimTypes.Name, name), new(ClaimTypes.Role, role), new(Actor.KindClaim, "user")], "test"));
}
