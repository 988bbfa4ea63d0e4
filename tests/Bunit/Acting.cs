using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace OpsPortal.Tests;

/// <summary>What a person does on a page, done between two drawings of it: a page that is drawn anew in the midst would not know the element any more.</summary>
internal static class Acting
{
    /// <summary>Waits for an element and acts on it.</summary>
    /// <param name="selector">CSS.</param>
    public static void On<T>(this IRenderedComponent<T> page, string selector, Action<IElement> act) where T : IComponent
    {
        page.WaitForElement(selector);
        page.Do(() => act(page.Find(selector)));
    }

    /// <summary>Finds and acts in one step. What it begins goes on behind: wait for what it should bring.</summary>
    public static void Do<T>(this IRenderedComponent<T> page, Action act) where T : IComponent
        => page.InvokeAsync(act).GetAwaiter().GetResult();
}
