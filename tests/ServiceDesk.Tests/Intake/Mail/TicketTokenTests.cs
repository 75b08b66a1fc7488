using ServiceDesk.Intake.Mail;

namespace ServiceDesk.Tests;

public class TicketTokenTests
{
    private static readonly TicketToken tokens = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
    private static readonly Guid ticket = Guid.Parse("0198c0de-0000-7000-8000-0123456789ab");

    [Fact]
    public void A_token_leads_back_to_its_ticket() => tokens.Check(tokens.Of(ticket)).ShouldBe(ticket);

    [Fact]
    public void Letter_case_does_not_matter() => tokens.Check(tokens.Of(ticket).ToUpperInvariant()).ShouldBe(ticket);

    [Fact]
    public void A_token_fits_an_address() =>
        tokens.Address("desk@example.org", ticket).ShouldMatch(@"^desk\+[a-z2-7]{42}@example\.org$");

    [Fact]
    public void A_desk_whose_name_leaves_no_room_is_told_so() =>
        Should.Throw<ArgumentException>(() => tokens.Address($"{new string('d', 22)}@example.org", ticket));

    [Fact]
    public void Tokens_that_people_have_received_never_change() => tokens.Of(ticket).ShouldBe("agmmbxqaabyabaaaaerukz4jvpt43jyhrjkfwjs6xq");

    [Fact]
    public void Every_changed_letter_makes_a_forgery()
    {
        var token = tokens.Of(ticket);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var c in "abcdefghijklmnopqrstuvwxyz234567189=+ {@")
            {
                if (c != token[i]) tokens.Check(token[..i] + c + token[(i + 1)..]).ShouldBeNull($"{c} at {i}");
            }
        }
    }

    [Fact]
    public void A_cut_or_lengthened_token_is_none()
    {
        var token = tokens.Of(ticket);

        for (var length = 0; length < token.Length; length++) tokens.Check(token.AsSpan(0, length)).ShouldBeNull();
        tokens.Check(token + "a").ShouldBeNull();
    }

    [Fact]
    public void Another_desk_makes_other_tokens() => new TicketToken(new byte[32]).Check(tokens.Of(ticket)).ShouldBeNull();

    [Fact]
    public void A_short_secret_is_refused() => Should.Throw<ArgumentException>(() => new TicketToken(new byte[31]));

    [Fact]
    public void It_is_found_in_every_recipient()
    {
        var address = tokens.Address("desk@example.org", ticket);

        tokens.Find(Mail($"To: x@y.example, Desk <{address}>")).ShouldBe(ticket);
        tokens.Find(Mail($"To: x@y.example\nCc: {address.ToUpperInvariant()}")).ShouldBe(ticket);
        tokens.Find(Mail($"To: x@y.example\nDelivered-To: {address}")).ShouldBe(ticket);
    }

    [Fact]
    public void It_is_found_in_the_subject_of_an_answer() =>
        tokens.Find(Mail($"Subject: =?utf-8?B?562U5aSNOg==?= Printer\n {tokens.Marker("INC-000123", ticket)}")).ShouldBe(ticket);

    [Fact]
    public void A_forged_one_is_passed_over_for_a_genuine_one() =>
        tokens.Find(Mail($"To: desk+{new string('a', 42)}@example.org\nSubject: {tokens.Marker("INC-000123", ticket)}")).ShouldBe(ticket);

    [Fact]
    public void A_number_alone_belongs_to_no_ticket() => tokens.Find(Mail("To: desk@example.org\nSubject: Re: [#INC-000123]")).ShouldBeNull();

    [Fact]
    public void Markers_do_not_gather_in_a_subject() =>
        TicketToken.WithoutMarkers($"Re: Printer {tokens.Marker("INC-000123", ticket)} {tokens.Marker("INC-000123", ticket)}").ShouldBe("Re: Printer");

    private static IncomingMail Mail(string headers) => Corpus.Read($"From: grace@acme.example\n{headers}\n\nx\n");
}
