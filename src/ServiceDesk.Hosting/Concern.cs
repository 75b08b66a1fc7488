namespace ServiceDesk.Hosting;

/// <summary>Something for which a service calls itself not ready, although it goes on answering. Registered as a singleton.</summary>
/// <param name="Name">What is concerned.</param>
/// <param name="Reason">What is wrong with it; null while nothing is. Asked at every look at the health, so it only tells what was found elsewhere.</param>
public sealed record Concern(string Name, Func<string?> Reason);

/// <summary>Something that people should see to, and that the health tells beside whether the service is ready. Registered as a singleton.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Text">What is to be seen to; null while nothing is. Asked at every look at the health.</param>
public sealed record Reminder(string Name, Func<string?> Text);
