using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Features.Access.Lookup;
using OpsPortal.Features.Access.Tokens;
using OpsPortal.Storage;

namespace OpsPortal.Features.Access.Pages;

public sealed partial class UsersPage
{
    private Reading<IReadOnlyList<Account>> _accounts = Reading<IReadOnlyList<Account>>.Loading;
    private UserTask _task;
    private Account? _subject;
    private bool _asking, _busy;
    private string? _problem, _done;
    private string _userName = "", _displayName = "", _role = Roles.Viewer, _password = "";

    private enum UserTask
    {
        Create,
        Role,
        Password,
        Disable,
        Enable,
    }

    [CascadingParameter] private Task<AuthenticationState> Who { get; set; } = null!;

    [Inject] private AccountStore Store { get; set; } = null!;

    private string TaskTitle => _task switch
    {
        UserTask.Create => "New account",
        UserTask.Role => $"Role of {_subject?.UserName}",
        UserTask.Password => $"New password for {_subject?.UserName}",
        UserTask.Disable => $"Disable {_subject?.UserName}?",
        _ => $"Enable {_subject?.UserName}?",
    };

    private string TaskVerb => _task switch
    {
        UserTask.Create => "Create",
        UserTask.Disable => "Disable",
        UserTask.Enable => "Enable",
        _ => "Save",
    };

    protected override Task OnInitializedAsync()
    {
        ReadWhen(AccessChanges.Topic);
        return ReadAsync();
    }

    protected override async Task ReadAsync() => _accounts = _accounts.Next(await OnceAsync(() => DatabaseReads.TryAsync(() => Store.ListAsync(Left), Clock, "accounts")));

    private void Ask(UserTask task, Account? subject)
    {
        (_task, _subject, _problem, _done, _asking) = (task, subject, null, null, true);
        (_userName, _displayName, _password, _role) = ("", "", "", subject?.Role ?? Roles.Viewer);
    }

    private void MakePassword() => _password = TokenSecret.New("")[..20];

    private async Task DoAsync()
    {
        _busy = true;
        try
        {
            var actor = Actor.From((await Who).User);
            var name = _subject?.UserName ?? _userName.Trim();
            _problem = await ChangeAsync(actor);
            if (_problem is not null)
                return;
            (_asking, _password) = (false, "");
            _done = _task switch
            {
                UserTask.Create => $"{name} can sign in now.",
                UserTask.Role => $"{name} is {_role} now.",
                UserTask.Password => $"{name} has a new password.",
                UserTask.Disable => $"{name} is disabled.",
                _ => $"{name} is enabled.",
            };
            await ReadAsync();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            _problem = "Nothing was changed: the portal's database can't be reached now.";
        }
        finally
        {
            _busy = false;
        }
    }

    private Task<string?> ChangeAsync(Actor actor) => _task switch
    {
        UserTask.Create => Store.CreateAsync(actor, _userName, _displayName, _role, _password, CancellationToken.None),
        UserTask.Role => Store.SetRoleAsync(actor, _subject!.Id, _role, CancellationToken.None),
        UserTask.Password => Store.SetPasswordAsync(actor, _subject!.Id, _password, CancellationToken.None),
        UserTask.Disable => Store.DisableAsync(actor, _subject!.Id, CancellationToken.None),
        _ => Store.EnableAsync(actor, _subject!.Id, CancellationToken.None),
    };

    private bool IsLocked(Account account) => account.LockedUntil > Clock.GetUtcNow();

    private string StateOf(Account account) => account.DisabledAt is not null ? "disabled" : IsLocked(account) ? "locked for a while" : "active";

    private string? ToneOf(Account account) => account.DisabledAt is not null ? null : IsLocked(account) ? "warn" : "good";
}
