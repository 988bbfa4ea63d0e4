using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Live;
using OpsPortal.Ui;
using OpsPortal.Ui.Takeovers;

namespace OpsPortal.Tests.Ui;

/// <summary>A page that is drawn by a request and then by its circuit, which has the ticket that the first drawing left.</summary>
public sealed class TakeoverTests : UiTestBase
{
    private readonly Source _source = new();

    public TakeoverTests()
    {
        Services.AddSingleton(_source);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/page?month=2026-10");
    }

    [Fact]
    public void Page_TakenOver_ShowsWhatWasReadFirst()
    {
        Draw(isInteractive: false).Markup.ShouldBe("answer 1");

        Draw(isInteractive: true).Markup.ShouldBe("answer 1");

        _source.Asked.ShouldBe(1);
    }

    [Fact]
    public void Page_TakenOver_IsWholeInItsFirstDrawing()
    {
        Draw(isInteractive: false);
        _source.Answers = new TaskCompletionSource();

        Draw(isInteractive: true).Markup.ShouldBe("answer 1");
    }

    [Fact]
    public async Task Page_ReadAgain_IsReadAnew()
    {
        Draw(isInteractive: false);
        var page = Draw(isInteractive: true);

        await page.InvokeAsync(page.Instance.AgainAsync);

        page.Markup.ShouldBe("answer 2");
    }

    [Fact]
    public void Page_TakenOverTwice_IsReadTheSecondTime()
    {
        Draw(isInteractive: false);
        Draw(isInteractive: true);

        Draw(isInteractive: true).Markup.ShouldBe("answer 2");
    }

    [Theory]
    [InlineData("things:x", "answer 2")]
    [InlineData(ChangeFeed.Everything + ":" + ChangeFeed.Everything, "answer 2")]
    [InlineData("others:x", "answer 1")]
    public void Page_ChangedMeanwhile_IsReadAnew(string change, string shown)
    {
        Draw(isInteractive: false);

        Feed.Deliver(change);

        Draw(isInteractive: true).Markup.ShouldBe(shown);
    }

    [Fact]
    public void Page_OfAnotherAddress_IsReadAnew()
    {
        Draw(isInteractive: false);

        Services.GetRequiredService<NavigationManager>().NavigateTo("/page?month=2026-11");

        Draw(isInteractive: true).Markup.ShouldBe("answer 2");
    }

    [Fact]
    public void Page_OfLongAgo_IsReadAnew()
    {
        Draw(isInteractive: false);

        Clock.Advance(TakeoverShelf.Keeps + TimeSpan.FromSeconds(1));

        Draw(isInteractive: true).Markup.ShouldBe("answer 2");
    }

    [Fact]
    public void Failure_IsTriedAgain()
    {
        _source.Fails = true;
        Draw(isInteractive: false).Markup.ShouldBe("failed");
        _source.Fails = false;

        Draw(isInteractive: true).Markup.ShouldBe("answer 2");
    }

    [Fact]
    public void Shelf_OfPagesThatNobodyTakes_KeepsTheNewestOnly()
    {
        var shelf = new TakeoverShelf(Clock);
        for (var page = 0; page < 3 * TakeoverShelf.Most; page++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            shelf.Put($"ticket {page}", "what", page, 0);
        }

        shelf.Count.ShouldBe(TakeoverShelf.Most);
        shelf.Take("ticket 0").ShouldBeNull();
        shelf.Take($"ticket {3 * TakeoverShelf.Most - 1}")!.Values["what"].ShouldBe(3 * TakeoverShelf.Most - 1);
    }

    [Fact]
    public void Shelf_OfLongAgo_IsEmptiedByTheNext()
    {
        var shelf = new TakeoverShelf(Clock);
        shelf.Put("old", "what", 1, 0);
        Clock.Advance(TakeoverShelf.Keeps + TimeSpan.FromSeconds(1));

        shelf.Put("new", "what", 2, 0);

        shelf.Count.ShouldBe(1);
    }

    private IRenderedComponent<Page> Draw(bool isInteractive)
    {
        SetRendererInfo(new RendererInfo(isInteractive ? "Server" : "Static", isInteractive));
        return Render<Page>();
    }

    private sealed class Source
    {
        public int Asked { get; private set; }

        public bool Fails { get; set; }

        /// <summary>Later answers wait for this.</summary>
        public TaskCompletionSource? Answers { get; set; }

        public async Task<Outcome<string>> ReadAsync()
        {
            Asked++;
            if (Answers is { } wait)
                await wait.Task;
            return Fails ? Outcome<string>.Unavailable("away", Now) : Outcome<string>.Ok($"answer {Asked}", Now);
        }
    }

    private sealed class Page : LivePage
    {
        private Reading<string> _reading = Reading<string>.Loading;

        [Inject] private Source Source { get; set; } = default!;

        public async Task AgainAsync()
        {
            await ReadAsync();
            StateHasChanged();
        }

        protected override Task OnInitializedAsync()
        {
            ReadWhen("things");
            return ReadAsync();
        }

        protected override async Task ReadAsync() => _reading = _reading.Next(await OnceAsync(() => Source.ReadAsync()));

        protected override void BuildRenderTree(RenderTreeBuilder builder)
            => builder.AddContent(0, _reading.IsLoading ? "loading" : _reading.LastGood?.Value ?? "failed");
    }
}
