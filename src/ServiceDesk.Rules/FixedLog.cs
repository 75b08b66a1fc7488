using System.Numerics;

namespace ServiceDesk.Rules;

/// <summary>Logarithms and powers to the base 2 in whole numbers, so that they are the same on every machine, which those of the runtime need not be.</summary>
public static class FixedLog
{
    /// <summary>1.0.</summary>
    public const int One = 1 << Bits;

    private const int Bits = 16;

    // 2 to the power of 1/2, 1/4, 1/8 …, in parts of 2^32.
    private static readonly ulong[] roots = Roots();

    /// <summary>The logarithm to the base 2, cut to 1/65536.</summary>
    /// <param name="value">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public static int Log2(ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(value);
        var whole = BitOperations.Log2(value);
        var mantissa = whole > 31 ? value >> (whole - 31) : value << (31 - whole); // 1.0 to 2.0 in parts of 2^31
        var result = whole << Bits;
        for (var bit = Bits - 1; bit >= 0; bit--)
        {
            mantissa = (mantissa * mantissa) >> 31;
            if (mantissa < 1UL << 32) continue;
            mantissa >>= 1;
            result |= 1 << bit;
        }
        return result;
    }

    /// <summary>2 to a power that is not positive, in parts of 2^32; 0 when it is less than one of them.</summary>
    /// <param name="power">In parts of 1/65536, at most 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The power is positive.</exception>
    public static ulong Power(long power)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(power, 0);
        var whole = (int)Math.Min(-(power >> Bits), 64); // rounded down, so that the fraction is not negative
        if (whole > 32) return 0;
        var result = 1UL << 32;
        var fraction = (int)(power & (One - 1));
        for (var bit = 0; bit < Bits; bit++)
        {
            if ((fraction & (1 << (Bits - 1 - bit))) != 0) result = (ulong)(((UInt128)result * roots[bit]) >> 32);
        }
        return result >> whole;
    }

    private static ulong[] Roots()
    {
        var all = new ulong[Bits];
        var last = (UInt128)2 << 64; // 2.0 in parts of 2^64; the root of x · 2^64 in parts of 2^64 is that of x in parts of 2^32 each
        for (var i = 0; i < Bits; i++)
        {
            var root = Root(last);
            all[i] = root;
            last = (UInt128)root << 32;
        }
        return all;
    }

    /// <summary>The whole square root.</summary>
    private static ulong Root(UInt128 value)
    {
        UInt128 low = 0, high = (UInt128)1 << 34;
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (middle * middle <= value) low = middle;
            else high = middle - 1;
        }
        return (ulong)low;
    }
}
