using System.Globalization;

namespace ActorTls.Load.Scenarios.Holding;

/// <summary>Opens connections in steps and holds them; what one costs is the slope of memory between the steps.</summary>
public static class IdleScenario
{
    /// <summary>The scenario.</summary>
    public static Scenario<IdleParameters> Instance { get; } = new(
        "idle", "opens connections in steps and holds them: memory for each; at the end each is tried again", Plan);

    private static ScenarioPlan Plan(IdleParameters parameters)
    {
        var held = new Workload
        {
            Name = "connections",
            Operations = "connections",
            Users = parameters.Connections,
            CreateUser = loop => new HoldingUser(loop, leavesByReset: false),
        };
        var stages = new List<Stage> { Rest(0, parameters.Settle / 2) };
        foreach (var count in StepsOf(parameters))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{count}");
            stages.Add(new Stage($"open-{name}", StageKind.Once, held) { AtOnce = parameters.AtOnce, UsersBelow = count });
            stages.Add(Rest(count, parameters.Settle));
        }
        stages.Add(new Stage("try-again", StageKind.Once, held) { AtOnce = parameters.AtOnce });
        stages.Add(new Stage("leave", StageKind.Leave, held) { AtOnce = parameters.AtOnce });
        return new ScenarioPlan([held], stages);
    }

    private static IEnumerable<int> StepsOf(IdleParameters parameters)
    {
        var first = Math.Min(parameters.First, parameters.Connections);
        yield return first;
        for (var step = 1; step <= parameters.Steps && first < parameters.Connections; step++)
            yield return first + (int)((long)(parameters.Connections - first) * step / parameters.Steps);
    }

    private static Stage Rest(int connections, TimeSpan length) =>
        new(string.Create(CultureInfo.InvariantCulture, $"hold-{connections}"), StageKind.Rest) { Length = length, Connections = connections };
}
