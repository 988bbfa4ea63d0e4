using AngleSharp.Dom;
using Bunit;
using Dapper;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using OpsPortal.Domain;
using OpsPortal.Features.Access.Accounts;
using OpsPortal.Features.OnCall.Escalation;
using OpsPortal.Features.OnCall.Rota;
using OpsPortal.Features.OnCall.Storage;
using OpsPortal.IntegrationTests.Infrastructure;
using OpsPortal.IntegrationTests.Notifications;

namespace OpsPortal.IntegrationTests.OnCall;

/// <summary>What tests of the pages share: Anna and Bob, who can be called, and tabs in which they look. It is Saturday, 5 in the morning in Berlin.</summary>
public abstract class OnCallPages(NotificationFixture fixture) : NotificationTests(fixture)
{
    private protected string Anna { get; private set; } = "";

    private protected string Bob { get; private set; } = "";

    private protected OnCallStore Store => Portal.Portal.Services.GetRequiredService<OnCallStore>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (Anna, Bob) = (await PersonAsync("anna", "Anna"), await PersonAsync("bob", "Bob"));
    }

    /// <summary>Anna's browser.</summary>
    private protected DrawnPages Tab(string role = Roles.Responder, Action<IServiceCollection>? instead = null) => new(Portal.Portal, Anna, "Anna", role, instead);

    private protected async Task<OnCallBook> BookAsync() => (await Portal.Portal.Services.GetRequiredService<OnCallReader>().ReadAsync(default)).Value!;

    /// <summary>Anna and Bob take turns by the day, handed over at nine; at the tests' time Anna has it, and Bob from nine on.</summary>
    private protected async Task<Guid> ScheduleAsync(string name = "Primary")
    {
        var id = Guid.NewGuid();
        (await Store.SaveAsync(NotificationPortal.Me, id, 0, new Schedule
        {
            Name = name, Zone = "Europe/Berlin", Layers = [new Layer { Name = "days", Start = new(2026, 11, 20), Handoff = new(9, 0), Unit = TurnUnit.Days, People = [Anna, Bob] }],
        }, default)).ShouldBeNull();
        return id;
    }

    /// <summary>Tells whoever is on call by a schedule, then waits, then tells Bob.</summary>
    private protected async Task<Guid> PolicyAsync(Guid schedule, string name = "Nights")
    {
        var id = Guid.NewGuid();
        PolicyStep[] steps =
        [
            new() { Kind = StepKind.Notify, Target = TargetKind.Schedule, TargetId = schedule.ToString() }, new() { Kind = StepKind.Wait, Minutes = 5 },
            new() { Kind = StepKind.Notify, Target = TargetKind.Person, TargetId = Bob },
        ];
        (await Store.SaveAsync(NotificationPortal.Me, id, 0, new EscalationPolicy { Name = name, Steps = steps }, default)).ShouldBeNull();
        return id;
    }

    private protected async Task RulesAsync(params PolicyRule[] rules)
        => (await Store.SaveAsync(NotificationPortal.Me, (await BookAsync()).Routes.Version, new Routes { Rules = rules }, default)).ShouldBeNull();

    /// <summary>The words of a dialog's or form's alert, once it is there.</summary>
    private protected static string Problem<T>(IRenderedComponent<T> page) where T : IComponent => page.WaitForElement("[role=alert]").TextContent.Trim();

    private protected static IElement Button<T>(IRenderedComponent<T> page, string words) where T : IComponent
        => page.FindAll("button").First(button => button.TextContent.Trim() == words || button.GetAttribute("aria-label") == words);

    private async Task<string> PersonAsync(string userName, string displayName)
    {
        await using var connection = await Portal.Portal.Database.OpenConnectionAsync();
        if (await connection.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM accounts WHERE user_name = @userName", new { userName }) is { } there)
            return there.ToString();
        (await Portal.Portal.Services.GetRequiredService<AccountStore>().CreateAsync(NotificationPortal.Me, userName, displayName, Roles.Responder, Accounts.Password, default)).ShouldBeNull();
        return await PersonAsync(userName, displayName);
    }
}
