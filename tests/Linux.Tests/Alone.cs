namespace Dkvm.Tests.Linux;

/// <summary>Tests that other tests' children would disturb: one after the other, when those are over.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
