namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>
/// What several replications say of a figure. Between low and high lies the mean of endlessly many replications, between least and most the figure of one
/// more period, each with 95 % confidence.
/// </summary>
internal readonly record struct Estimate(double Mean, double Low, double High, double Least, double Most)
{
    /// <summary>How the intervals are computed, for whoever wants to do it again.</summary>
    public const string Formula = "Student's t, 95 %: mean ± t(0.975, n−1) · s / √n for the mean; mean ± t(0.975, n−1) · s · √(1 + 1/n) for one more period; n replications, s their standard deviation";

    public static Estimate Of(IReadOnlyList<double> replications)
    {
        var (n, mean) = (replications.Count, replications.Average());
        var spread = StudentT(n - 1) * Math.Sqrt(replications.Sum(one => (one - mean) * (one - mean)) / (n - 1));
        var (ofMean, ofOne) = (spread / Math.Sqrt(n), spread * Math.Sqrt(1 + (1d / n)));
        return new Estimate(mean, mean - ofMean, mean + ofMean, mean - ofOne, mean + ofOne);
    }

    public bool Holds(double figure) => figure >= Least && figure <= Most;

    /// <summary>The quantile 0.975 of Student's distribution, by the expansion of Cornish and Fisher around that of the normal one; for nine or more degrees of freedom exact to three decimals.</summary>
    public static double StudentT(int degrees)
    {
        const double Z = 1.959963984540054;
        var (z3, z5, z7, z9) = (Math.Pow(Z, 3), Math.Pow(Z, 5), Math.Pow(Z, 7), Math.Pow(Z, 9));
        double n = degrees;
        return Z + ((z3 + Z) / (4 * n)) + (((5 * z5) + (16 * z3) + (3 * Z)) / (96 * n * n)) + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * Z)) / (384 * n * n * n))
            + (((79 * z9) + (776 * z7) + (1482 * z5) - (1920 * z3) - (945 * Z)) / (92160 * n * n * n * n));
    }
}

/// <summary>Chance that comes out the same on every machine: SplitMix64.</summary>
internal struct Chance(ulong seed)
{
    private ulong state = seed;

    /// <summary>A whole number from 0 to below a limit.</summary>
    public int Below(int limit)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return (int)(((UInt128)(mixed ^ (mixed >> 31)) * (ulong)limit) >> 64);
        }
    }
}
