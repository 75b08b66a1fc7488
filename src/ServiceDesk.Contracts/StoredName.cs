namespace ServiceDesk.Contracts;

/// <summary>The name under which an event is stored and published. It is a contract: fields may be added, a name is never changed or reused.</summary>
/// <param name="name">For example <c>intake.ticket-submitted.v1</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StoredNameAttribute(string name) : Attribute
{
    /// <summary>The stored name.</summary>
    public string Name => name;
}

/// <summary>
/// A value about a person: it passes the one converter for personal values on its way into the log and out of it.
/// </summary>
/// <param name="person">The property of the same record that holds the opaque id of the person it is about.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class PersonalAttribute(string person) : Attribute
{
    /// <summary>The property that holds the person's opaque id.</summary>
    public string Person => person;
}
