namespace ServiceDesk.Dev;

/// <summary>Something the person at the terminal can put right; its message is all they need to see.</summary>
public sealed class Failure(string message) : Exception(message);
