using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ServiceDesk.Tests;

/// <summary>Documents that are nearly right: some bytes changed, removed or put in, or all of them random.</summary>
internal static class Mutation
{
    private static readonly string[] inserted = ["\"", "{", "[", "null", "-1", "1e999", "\\ud800", "\\u0000", "\0", "\u00ff", ",", "\"a\":1,", "false", "[[[[[[[["];

    /// <summary>Tries many of them.</summary>
    public static void Try(string text, Action<byte[]> check) => Prop.ForAll(Of(text), check).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Arbitrary<byte[]> Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var changes = from at in Gen.Choose(0, bytes.Length - 1)
                      from removed in Gen.Choose(0, 12)
                      from put in Gen.OneOf(Gen.Elements(inserted).Select(Encoding.UTF8.GetBytes), Gen.Choose(0, 255).Select(each => (byte)each).ArrayOf())
                      select (byte[])[.. bytes.Take(at), .. put, .. bytes.Skip(at + removed)];
        return Gen.Frequency((9, changes), (1, Gen.Choose(0, 255).Select(each => (byte)each).ArrayOf())).ToArbitrary();
    }
}
