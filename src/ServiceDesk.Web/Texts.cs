namespace ServiceDesk.Web;

/// <summary>Names the resource files <c>Resources/Texts*.resx</c>, which hold every text of the pages.</summary>
public sealed class Texts;
