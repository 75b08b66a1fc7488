using Microsoft.Extensions.Localization;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Work;

/// <summary>Says why management was told of a ticket.</summary>
internal static class EscalationWords
{
    public static string Of(EscalationLine one, IStringLocalizer<Texts> texts, Phrases say)
    {
        var text = texts["trigger." + one.Trigger, one.Clock is null ? "" : say.Clock(one.Clock), one.Percent ?? 100];
        return text.ResourceNotFound ? one.Rule : text;
    }
}
