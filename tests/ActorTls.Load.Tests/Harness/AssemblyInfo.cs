// Descriptors and native objects are counted for the whole process, so that one server is under load at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
