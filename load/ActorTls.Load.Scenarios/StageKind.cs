namespace ActorTls.Load.Scenarios;

/// <summary>What happens in a stage.</summary>
public enum StageKind
{
    /// <summary>The users of the stage's workloads iterate for a time.</summary>
    Repeat,

    /// <summary>Each user iterates once.</summary>
    Once,

    /// <summary>Nothing, for a time; at its end memory is looked at.</summary>
    Rest,

    /// <summary>Each user leaves.</summary>
    Leave,
}
