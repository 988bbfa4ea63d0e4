using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Live;
using OpsPortal.Ui;

namespace OpsPortal.Tests.Ui;

public sealed class LivePageTests : UiTestBase
{
    public LivePageTests()
    {
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Services.GetRequiredService<NavigationManager>().NavigateTo("/page");
    }

    [Fact]
    public void Topic_Changed_IsReadAndDrawn()
    {
        var page = Render<Page>();
        page.Markup.ShouldBe("1 of /page");

        Feed.Deliver("other:x");
        Feed.Deliver("things:x");

        page.WaitForAssertion(() => page.Markup.ShouldBe("2 of /page"));
    }

    [Fact]
    public void Feed_WasAway_IsReadAnew()
    {
        var page = Render<Page>();

        Feed.Deliver(ChangeFeed.Everything + ":" + ChangeFeed.Everything);

        page.WaitForAssertion(() => page.Markup.ShouldBe("2 of /page"));
    }

    [Fact]
    public void Topic_DrawnBeforeTheCircuitIsUp_IsNotListenedTo()
    {
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        var page = Render<Page>();

        Feed.Deliver("things:x");

        page.Instance.Readings.ShouldBe(1);
    }

    [Fact]
    public void Address_OfThePage_IsForgottenAndRead_AnotherIsNot()
    {
        var page = Render<Page>();
        var navigation = Services.GetRequiredService<NavigationManager>();

        navigation.NavigateTo("/page?month=2026-10");
        page.WaitForAssertion(() => page.Markup.ShouldBe("2 of /page?month=2026-10"));
        navigation.NavigateTo("/elsewhere");

        page.Markup.ShouldBe("2 of /page?month=2026-10");
    }

    [Fact]
    public async Task Page_Left_HearsNothingAndItsReadingsAreCancelled()
    {
        var page = Render<Page>();
        var left = page.Instance;

        await DisposeComponentsAsync();
        Feed.Deliver("things:x");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/page?month=2026-10");

        left.Token.IsCancellationRequested.ShouldBeTrue();
        left.Readings.ShouldBe(1);
    }

    private sealed class Page : LivePage
    {
        private string? _view;

        public int Readings { get; private set; }

        public CancellationToken Token => Left;

        protected override Task OnInitializedAsync()
        {
            ReadAt("/page");
            ReadWhen("things");
            return ReadAsync();
        }

        protected override void Forget() => _view = null;

        protected override Task ReadAsync()
        {
            Readings++;
            _view ??= new Uri(Navigation.Uri).PathAndQuery;
            return Task.CompletedTask;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, $"{Readings} of {_view}");
    }
}
