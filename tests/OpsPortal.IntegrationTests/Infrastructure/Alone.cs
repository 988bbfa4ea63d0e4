namespace OpsPortal.IntegrationTests.Infrastructure;

/// <summary>Tests of what belongs to the whole process, such as gauges and memory: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
