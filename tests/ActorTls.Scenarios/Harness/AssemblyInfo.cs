// Descriptors and native objects are counted for the whole process, so that one scenario runs at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
