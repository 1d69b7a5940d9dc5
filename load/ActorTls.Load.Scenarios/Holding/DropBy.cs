namespace ActorTls.Load.Scenarios.Holding;

/// <summary>How clients drop their connections.</summary>
public enum DropBy
{
    /// <summary>A reset, as when the network or the process is gone.</summary>
    Reset,

    /// <summary>In good order, with <c>close_notify</c>.</summary>
    Close,
}
