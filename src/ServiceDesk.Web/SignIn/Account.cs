namespace ServiceDesk.Web.SignIn;

/// <summary>An account as the passkey handler knows it.</summary>
/// <param name="Name">The normalised user name, its key.</param>
/// <param name="User">The user name as people type it.</param>
/// <param name="DisplayName">What the person is called.</param>
internal sealed record Account(string Name, string User, string DisplayName);
