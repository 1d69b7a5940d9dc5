using ActorTls.Load.Comparison.CommandLine;

return await CompareCommand.InvokeAsync(args);
