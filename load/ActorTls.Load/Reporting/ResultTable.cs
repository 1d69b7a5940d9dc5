using ActorTls.Load.Measuring;
using ActorTls.Load.Running;
using Spectre.Console;

namespace ActorTls.Load.Reporting;

/// <summary>A result as tables.</summary>
internal static class ResultTable
{
    // Spectre.Console cuts tables to the width of its console; where there is none, nothing is cut.
    private const int Unlimited = 100_000;

    /// <summary>Prints what the users did, what it cost the server, and what went wrong.</summary>
    public static void Print(RunResult result, TextWriter output, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal) console.Profile.Width = Unlimited;
        if (result.Stages.Any(stage => stage.Workloads.Count > 0)) console.Write(Users(result));
        if (result.Stages.Any(stage => stage.Server is not null)) console.Write(Server(result));
        foreach (var stage in result.Stages)
        {
            foreach (var workload in stage.Workloads)
            {
                foreach (var failure in workload.Failures) output.WriteLine(Describe(stage, workload, failure));
            }
        }
        foreach (var remark in result.Remarks) output.WriteLine($"remark: {remark}");
    }

    private static string Describe(StageResult stage, WorkloadResult workload, FailureCount failure) =>
        $"failed: {stage.Name}.{workload.Name}: {failure.Count} x {failure.Kind}, such as: {failure.Example}";

    private static Table Users(RunResult result)
    {
        var table = Create("Stage", "Users do", "Succeeded", "Failed", "Per second", "MB/s", "p50", "p90", "p99", "p99.9", "Max");
        foreach (var stage in result.Stages)
        {
            foreach (var workload in stage.Workloads)
            {
                if (workload is { Operations: 0, Failures.Count: 0 }) continue;
                var latency = workload.Latency;
                Add(table, stage.Name, $"{workload.Name}: {workload.OperationsName}", Figures.Number(workload.Operations),
                    Figures.Number(workload.Failures.Sum(failure => failure.Count)),
                    Figures.Number(workload.Rate), Figures.Number(MeansAnything(workload) ? workload.MegabytesPerSecond : null),
                    Figures.Latency(latency?.P50), Figures.Latency(latency?.P90), Figures.Latency(latency?.P99),
                    Figures.Latency(latency?.P999), Figures.Latency(latency?.Max));
            }
        }
        return table;
    }

    private static Table Server(RunResult result)
    {
        var table = Create("Stage", "Server CPU", "CPU per operation", "MB per CPU second", "Resident", "Connections", "Per connection", "Client busy");
        foreach (var stage in result.Stages)
        {
            if (stage.Server is not { } server) continue;
            Add(table, stage.Name, $"{Figures.Number(server.ProcessorPercent)} %", Figures.Latency(server.MicrosecondsPerOperation),
                Figures.Number(stage.Workloads.Any(MeansAnything) ? server.MegabytesPerProcessorSecond : null), Figures.Memory(server.ResidentKibibytes),
                Figures.Number(server.Connections), Figures.Memory(server.KibibytesPerConnection),
                $"{Figures.Number(stage.ClientBusyPercent)} %");
        }
        return table;
    }

    // The one byte that shows that a connection works is no throughput.
    private static bool MeansAnything(WorkloadResult workload) => workload.Bytes > workload.Operations;

    private static Table Create(params string[] headings)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in headings)
        {
            var column = new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).NoWrap();
            table.AddColumn(heading is "Stage" or "Users do" ? column : column.RightAligned());
        }
        return table;
    }

    private static void Add(Table table, params string[] cells) => table.AddRow(cells.Select(cell => new Text(cell)));
}
