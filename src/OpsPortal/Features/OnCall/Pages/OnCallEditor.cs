using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using OpsPortal.Domain;
using OpsPortal.Features.OnCall.Storage;
using OpsPortal.Ui;

namespace OpsPortal.Features.OnCall.Pages;

/// <summary>A page that makes and changes one thing of on call: read when its address names another one, saved or deleted once at a time.</summary>
/// <param name="list">The address of all of them; where a change leads to.</param>
public abstract class OnCallEditor(string list) : ReadingComponent
{
    private string? _shown;

    /// <summary>The thing's id, or "new".</summary>
    [Parameter] public string Key { get; set; } = "";

    [CascadingParameter] private protected Task<AuthenticationState>? Session { get; set; }

    [Inject] private protected OnCallDesk Desk { get; set; } = default!;

    [Inject] private protected OnCallStore Store { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private protected Reading<OnCallReading> Reading { get; set; } = Reading<OnCallReading>.Loading;

    private protected Guid Id { get; set; }

    /// <summary>The version that the form began with; 0 is a new one.</summary>
    private protected int Version { get; set; }

    private protected string? Problem { get; private set; }

    private protected bool Busy { get; private set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Key)
            return;
        _shown = Key;
        var read = await OnceAsync(() => Desk.ReadAsync());
        if (Key == "new")
        {
            (Id, Version) = (Guid.NewGuid(), 0);
            Begin();
        }
        else
        {
            Id = Guid.TryParse(Key, out var id) ? id : Guid.Empty;
            if (read.Value?.Book is { } book)
                Show(book);
        }
        Reading = Reading.Next(read);
    }

    /// <summary>An empty form.</summary>
    private protected abstract void Begin();

    /// <summary>The form of what is kept under <see cref="Id"/>; nothing when there is none.</summary>
    private protected abstract void Show(OnCallBook book);

    private protected Task DeleteAsync() => ActAsync(actor => Store.DeleteAsync(actor, Id, Version, CancellationToken.None));

    private protected async Task ActAsync(Func<Actor, Task<string?>> act)
    {
        if (Busy)
            return;
        Busy = true;
        try
        {
            Problem = await Desk.ChangeAsync(Session, act);
            if (Problem is null)
                Navigation.NavigateTo(list);
        }
        finally
        {
            Busy = false;
        }
    }
}
