namespace ServiceDesk.Tests;

/// <summary>The compiler refuses a clock and chance everywhere in the product, so also in decisions, folds and read models.</summary>
public class BannedSymbolsTests
{
    [Theory]
    [InlineData("P:System.DateTime.Now")]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTimeOffset.Now")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("M:System.Guid.NewGuid")]
    [InlineData("P:System.Random.Shared")]
    [InlineData("M:System.Random.#ctor")]
    public void It_is_banned(string symbol) =>
        File.ReadLines(Path.Combine(Repository.Root, "src", "BannedSymbols.txt")).Select(line => line.Split(';')[0]).ShouldContain(symbol);

    [Fact]
    public void A_banned_symbol_is_an_error() =>
        File.ReadLines(Path.Combine(Repository.Root, ".editorconfig")).ShouldContain("dotnet_diagnostic.RS0030.severity = error");
}
