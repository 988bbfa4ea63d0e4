using Microsoft.AspNetCore.Components;
using OpsPortal.Domain;

namespace OpsPortal.Features.Notifications.Links;

/// <summary>
/// What the link in a message opens: one button. Looking acknowledges nothing (mail programs look at links); the button does, as the
/// person who is signed in.
/// </summary>
public sealed partial class AcknowledgePage
{
    private IncidentState? _incident;
    private AcknowledgeLink? _link;
    private bool _canAcknowledge;
    private string? _words;
    private string _tone = "warn";

    [SupplyParameterFromQuery(Name = "key")] private string? Key { get; set; }

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [Inject] private AcknowledgeLinks Links { get; set; } = null!;

    [Inject] private IIncidentDesk Incidents { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Http.Response.Headers["Referrer-Policy"] = "no-referrer";
        _link = Links.Read(Key ?? "");
        if (_link is null)
        {
            Say("This link is not whole. Copy all of it from the message, or open the incident from the list of incidents.");
            return;
        }
        var state = await Incidents.StateAsync(_link.Incident, Http.RequestAborted);
        _incident = state.Value;
        if (!state.IsOk)
            Say(state.Reason);
        else if (_incident is null)
            Say($"There is no INC-{_link.Incident} any more.");
        else if (_link.IsExpired)
            Say("This link has expired. Open the incident to acknowledge it.");
        else if (_link.Person != Actor.From(Http.User).Id)
            Say("This link was made for somebody else. Open the incident to acknowledge it yourself.");
        else if (_incident.IsResolved)
            Say("It is resolved already.", "good");
        else if (_incident.AcknowledgedAt is not null && !HttpMethods.IsPost(Http.Request.Method))
            Say($"{_incident.AcknowledgedBy} acknowledged it already.", "info");
        else
            _canAcknowledge = true;
    }

    private async Task AcknowledgeAsync()
    {
        if (!_canAcknowledge || _link is null)
            return;
        var (taken, words) = await Incidents.AcknowledgeAsync(Http.User, _link.Incident, _link.Step, Http.RequestAborted);
        _canAcknowledge = !taken && words.Length == 0;
        Say(words.Length > 0 ? words : "Acknowledged. It is with you.", taken ? "good" : "warn");
    }

    private void Say(string words, string tone = "warn") => (_words, _tone) = (words, tone);
}
