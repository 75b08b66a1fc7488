using System.Text.Json;
using ServiceDesk.Proofs;

namespace ServiceDesk.Tests.Proofs;

/// <summary>Valid and invalid proofs that transparency-dev/merkle publishes.</summary>
public class MerkleVectorTests
{
    private sealed record InclusionVector(long LeafIdx, long TreeSize, byte[] Root, byte[] LeafHash, byte[][]? Proof, string Desc, bool WantErr);

    private sealed record ConsistencyVector(long Size1, long Size2, byte[] Root1, byte[] Root2, byte[][]? Proof, string Desc, bool WantErr);

    [Fact]
    public void An_inclusion_proof_holds_where_it_should_and_nowhere_else()
    {
        var vectors = Vectors<InclusionVector>("inclusion");

        vectors.Count.ShouldBeGreaterThan(40);
        vectors.Count(one => !one.Vector.WantErr).ShouldBeGreaterThan(2);
        foreach (var (file, one) in vectors)
            MerkleProof.Includes(one.LeafIdx, one.TreeSize, one.LeafHash, one.Proof ?? [], one.Root).ShouldBe(!one.WantErr, $"{file}: {one.Desc}");
    }

    [Fact]
    public void A_consistency_proof_holds_where_it_should_and_nowhere_else()
    {
        var vectors = Vectors<ConsistencyVector>("consistency");

        vectors.Count.ShouldBeGreaterThan(40);
        vectors.Count(one => !one.Vector.WantErr).ShouldBeGreaterThan(2);
        foreach (var (file, one) in vectors)
            MerkleProof.IsConsistent(one.Size1, one.Size2, one.Root1, one.Root2, one.Proof ?? []).ShouldBe(!one.WantErr, $"{file}: {one.Desc}");
    }

    private static List<(string File, T Vector)> Vectors<T>(string kind)
    {
        var folder = Path.GetFullPath(Path.Combine(SharedData.Find("merkle", kind, "1", "happy-path.json"), "../.."));
        return [.. Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder, file), JsonSerializer.Deserialize<T>(File.ReadAllText(file), JsonSerializerOptions.Web)!))];
    }
}
