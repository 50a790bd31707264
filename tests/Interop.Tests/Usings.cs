// Each test boots a machine: one after the other, on few cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
