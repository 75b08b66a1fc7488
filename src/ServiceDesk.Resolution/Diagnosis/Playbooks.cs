using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The versions of the playbooks.</summary>
internal sealed class Playbooks(Journal journal, IClock clock, ILogger<Playbooks> logger) : DefinitionBook<PlaybookHistory, PlaybooksDefined, PlaybooksDefined>(journal, clock, logger, playbooks => playbooks);
