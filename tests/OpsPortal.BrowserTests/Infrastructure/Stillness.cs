using Microsoft.Playwright;

namespace OpsPortal.BrowserTests.Infrastructure;

/// <summary>
/// Holds what the server sends a page (circuit, hubs, answers to requests) while somebody reads the page element by element: what is
/// drawn meanwhile would leave him with elements that he never saw. Nothing is lost: all of it follows, in order, afterwards. It begins
/// when the circuit has taken the page over, which draws all of it anew.
/// </summary>
internal static class Stillness
{
    private const string Script = """
        (() => {
          let held = null, released = null, release = null, sent = null;
          // What the circuit will draw is between comments that say so; a page without such ones (a form to sign in) has no circuit.
          addEventListener("DOMContentLoaded", () => {
            const comments = document.createNodeIterator(document, NodeFilter.SHOW_COMMENT);
            for (let one; (one = comments.nextNode()) && !sent;) if (/^Blazor:.*"type":"server"/.test(one.data)) sent = document.querySelector("h1");
          });
          const Socket = window.WebSocket, ask = window.fetch;
          // SignalR ends a connection on which nothing comes for 30 s: for each message held it gets a ping in its own protocol.
          const ping = like => typeof like === "string" ? '{"type":6}\u001e' : new Uint8Array([2, 0x91, 6]).buffer;
          window.WebSocket = class extends Socket {
            constructor(...how) {
              super(...how);
              let shaken = false;
              const hand = data => this.dispatchEvent(Object.assign(new MessageEvent("message", { data }), { handed: true }));
              this.addEventListener("message", message => {
                // The first is the handshake's answer.
                if (held === null || !shaken || message.handed) {
                  shaken = true;
                  return;
                }
                message.stopImmediatePropagation();
                held.push(() => hand(message.data));
                hand(ping(message.data));
              });
            }
          };
          window.fetch = async (...what) => {
            const answer = await ask(...what);
            await released;
            return answer;
          };
          window.opStill = {
            isTakenOver: () => !sent?.isConnected,
            hold() { held = []; released = new Promise(done => release = done); },
            release() { const all = held; held = null; for (const one of all) one(); release(); released = null; },
          };
        })();
        """;

    /// <summary>Makes the pages of a window ready to be held; before the first of them is opened.</summary>
    public static Task CanBeStillAsync(this IBrowserContext context) => context.AddInitScriptAsync(Script);

    /// <summary>Waits until the circuit has drawn in place of what the server sent: before that, buttons do nothing.</summary>
    public static async Task TakenOverAsync(this IPage page)
    {
        await page.WaitForFunctionAsync("() => window.opStill.isTakenOver()");
        // Charts and lists that scripts draw move into the new elements.
        await page.WaitForTimeoutAsync(500);
    }

    /// <summary>Does something while the page gets nothing from the server.</summary>
    public static async Task<T> WhileStillAsync<T>(this IPage page, Func<Task<T>> read)
    {
        await page.TakenOverAsync();
        await page.EvaluateAsync("() => window.opStill.hold()");
        try
        {
            return await read();
        }
        finally
        {
            await page.EvaluateAsync("() => window.opStill.release()");
        }
    }
}
