using System.Text;
using MimeKit.Text;

namespace ServiceDesk.Intake.Mail;

/// <summary>HTML as a person would read it aloud: lines, list dashes, quotation marks at the margin, addresses of links.</summary>
internal sealed class HtmlText
{
    private const int deepestQuote = 8;
    private const int longestLink = 2000;

    private readonly StringBuilder text = new();
    private HtmlTagId hidden = HtmlTagId.Unknown;
    private int quotes;
    private int preformatted;
    private bool gap;
    private bool atLineStart = true;
    private string? link;
    private int linkStart;

    private HtmlText() { }

    /// <param name="html">As decoded.</param>
    /// <param name="most">Reading stops once so many characters are there.</param>
    public static string Read(string html, int most)
    {
        var reader = new HtmlText();
        var tokens = new HtmlTokenizer(new StringReader(html));
        while (reader.text.Length < most && tokens.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag) reader.Tag(tag);
            else if (token is HtmlDataToken { Kind: HtmlTokenKind.Data or HtmlTokenKind.CData } data && reader.hidden == HtmlTagId.Unknown) reader.Words(data.Data);
        }

        return reader.text.ToString().Trim('\n');
    }

    private void Tag(HtmlTagToken tag)
    {
        if (hidden != HtmlTagId.Unknown)
        {
            if (tag.IsEndTag && tag.Id == hidden) hidden = HtmlTagId.Unknown;
            return;
        }

        switch (tag.Id)
        {
            case HtmlTagId.Script or HtmlTagId.Style or HtmlTagId.Title when !tag.IsEndTag && !tag.IsEmptyElement:
                hidden = tag.Id;
                break;
            case HtmlTagId.Br:
                EndLine();
                break;
            case HtmlTagId.A:
                if (tag.IsEndTag) EndLink();
                else BeginLink(tag);
                break;
            case HtmlTagId.TD or HtmlTagId.TH:
                gap |= !atLineStart;
                break;
            case HtmlTagId.BlockQuote:
                Block();
                quotes = Math.Max(0, quotes + (tag.IsEndTag ? -1 : 1));
                break;
            case HtmlTagId.Pre:
                Block();
                preformatted = Math.Max(0, preformatted + (tag.IsEndTag ? -1 : 1));
                break;
            case HtmlTagId.LI:
                Block();
                if (!tag.IsEndTag) Words("- ");
                break;
            case HtmlTagId.P or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.Table or HtmlTagId.UL or HtmlTagId.OL or HtmlTagId.HR
                or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4 or HtmlTagId.H5 or HtmlTagId.H6
                or HtmlTagId.DL or HtmlTagId.DT or HtmlTagId.DD or HtmlTagId.Section or HtmlTagId.Article or HtmlTagId.Header or HtmlTagId.Footer:
                Block();
                break;
        }
    }

    private void Words(string data)
    {
        foreach (var c in data)
        {
            if (c == '\n' && preformatted > 0) EndLine();
            else if (c is ' ' or '\t' or '\r' or '\n' or '\f' && preformatted == 0) gap |= !atLineStart;
            else Append(c == '\u00A0' ? ' ' : c);
        }
    }

    private void Append(char c)
    {
        if (atLineStart) text.Insert(text.Length, "> ", Math.Min(quotes, deepestQuote));
        else if (gap) text.Append(' ');
        gap = false;
        atLineStart = false;
        text.Append(c);
    }

    private void Block()
    {
        if (!atLineStart) EndLine();
    }

    private void EndLine()
    {
        gap = false;
        atLineStart = true;
        text.Append('\n');
    }

    private void BeginLink(HtmlTagToken tag)
    {
        var target = tag.Attributes.FirstOrDefault(one => one.Id == HtmlAttributeId.Href)?.Value?.Trim();
        link = target?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true && target.Length <= longestLink ? target : null;
        linkStart = text.Length;
    }

    private void EndLink()
    {
        if (link is not null && !text.ToString(linkStart, text.Length - linkStart).Contains(link.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
            Words($" <{link}>");
        link = null;
    }
}
