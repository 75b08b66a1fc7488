using System.Text;
using ServiceDesk.Proofs;

namespace ServiceDesk.Tests.Proofs;

/// <summary>Roots, tiles and proofs against the recursive definition of RFC 6962, for every size up to a tile of tiles and around its edges.</summary>
public class TreeTests
{
    private const int Leaves = 600;

    private static readonly byte[][] hashes = [.. Enumerable.Range(0, Leaves).Select(n => MerkleHash.Leaf(Encoding.ASCII.GetBytes($"entry {n}")))];

    /// <summary>As the definition says it, word by word.</summary>
    private static byte[] Definition(int from, int to)
    {
        if (to == from) return MerkleHash.Empty;
        if (to - from == 1) return hashes[from];
        var middle = 1;
        while (middle * 2 < to - from) middle *= 2;
        return MerkleHash.Node(Definition(from, from + middle), Definition(from + middle, to));
    }

    /// <summary>All tiles of the tree, filled at once.</summary>
    private static Dictionary<HashTile, byte[]> Tiles()
    {
        var tiles = new Dictionary<HashTile, byte[]>();
        var growing = new GrowingTiles(0, _ => []);
        foreach (var hash in hashes) growing.Append(hash);
        Add(tiles, growing);
        return tiles;
    }

    private static void Add(Dictionary<HashTile, byte[]> tiles, GrowingTiles growing)
    {
        foreach (var (tile, added) in growing.Grown) tiles[tile] = [.. tiles.GetValueOrDefault(tile, []), .. added];
    }

    [Fact]
    public void A_tree_that_grows_has_the_root_of_the_definition_at_every_size()
    {
        var tree = new TreeFrontier();
        for (var size = 0; size < Leaves; size++)
        {
            tree.Root().ShouldBe(Definition(0, size));
            tree.Append(hashes[size]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    public void Tiles_are_the_same_bytes_however_many_leaves_came_at_once(int atOnce)
    {
        var tiles = new Dictionary<HashTile, byte[]>();
        for (var from = 0; from < Leaves; from += atOnce)
        {
            var growing = new GrowingTiles(from, tile => tiles[tile]);
            foreach (var hash in hashes.Skip(from).Take(atOnce)) growing.Append(hash);
            Add(tiles, growing);
        }

        tiles.ShouldBe(Tiles(), ignoreOrder: true, comparer: new SameTile());
        tiles.Keys.Select(tile => tile.Level).Max().ShouldBe(1);
    }

    [Fact]
    public void Every_leaf_of_every_tree_is_proven_from_tiles()
    {
        var tiles = Tiles();
        foreach (var size in (int[])[1, 2, 3, 4, 5, 7, 8, 100, 255, 256, 257, 511, 512, 513, 600])
        {
            var root = new LeafRange(0, size).Hash(node => HashTile.HashOf(node, tiles[HashTile.Of(node)]));
            root.ShouldBe(Definition(0, size));
            for (var leaf = 0; leaf < size; leaf++)
            {
                var proof = LeafRange.Inclusion(leaf, size).Select(range => range.Hash(node => HashTile.HashOf(node, tiles[HashTile.Of(node)]))).ToList();
                MerkleProof.Includes(leaf, size, hashes[leaf], proof, root).ShouldBeTrue($"leaf {leaf} of {size}");
                MerkleProof.Includes(leaf, size, hashes[(leaf + 1) % Leaves], proof, root).ShouldBeFalse($"another than leaf {leaf} of {size}");
            }
        }
    }

    [Fact]
    public void Every_tree_is_proven_to_begin_every_larger_one()
    {
        var tiles = Tiles();
        byte[] Hash(TreeNode node) => HashTile.HashOf(node, tiles[HashTile.Of(node)]);
        foreach (var second in (int[])[1, 2, 3, 6, 7, 8, 9, 256, 257, 300, 512, 600])
        {
            for (var first = 1; first <= second; first++)
            {
                var proof = LeafRange.Consistency(first, second).Select(range => range.Hash(Hash)).ToList();
                var (old, now) = (Definition(0, first), Definition(0, second));
                MerkleProof.IsConsistent(first, second, old, now, proof).ShouldBeTrue($"{first} in {second}");
                MerkleProof.IsConsistent(first, second, now, old, proof).ShouldBe(first == second, $"{first} in {second}, the other way round");
            }
        }
    }

    [Fact]
    public void A_tree_goes_on_from_its_complete_subtrees()
    {
        var tree = new TreeFrontier(300, new LeafRange(0, 300).Nodes().Select(node => Definition((int)(node.Index << node.Level), (int)((node.Index + 1) << node.Level))));
        foreach (var hash in hashes.Skip(300)) tree.Append(hash);

        tree.Root().ShouldBe(Definition(0, Leaves));
    }

    [Fact]
    public void A_tree_with_the_wrong_subtrees_is_refused() => Should.Throw<ArgumentException>(() => new TreeFrontier(3, [hashes[0]]));

    private sealed class SameTile : IEqualityComparer<KeyValuePair<HashTile, byte[]>>
    {
        public bool Equals(KeyValuePair<HashTile, byte[]> one, KeyValuePair<HashTile, byte[]> other) => one.Key == other.Key && one.Value.AsSpan().SequenceEqual(other.Value);

        public int GetHashCode(KeyValuePair<HashTile, byte[]> one) => one.Key.GetHashCode();
    }
}
