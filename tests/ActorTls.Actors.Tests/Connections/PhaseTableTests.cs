using ActorTls.Authentication;
using ActorTls.Connections;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>Each pair of phase and message has a declared outcome; no pair is left to chance.</summary>
public sealed class PhaseTableTests : ConnectionFixture
{
    private static readonly string[] Phases = ["accepted", "handshaking", "authenticating", "established", "closing"];

    private static readonly Dictionary<string, object> Messages = new()
    {
        ["SocketReady"] = SocketReady.Instance,
        ["ContinueReading"] = ContinueReading.Instance,
        ["DeadlineDue"] = DeadlineDue.Instance,
        ["Admitted"] = new AuthorizationDecided(new AuthorizationDecision(true, "late"), null),
        ["BeginDrain"] = BeginDrain.Instance,
        ["Cut"] = new CutConnection(CloseReason.Draining),
        ["Foreign"] = "a message from elsewhere",
    };

    // stays: handled or ignored, in the same phase. Otherwise the reason that the connection ends with, or its new phase.
    private static readonly Dictionary<string, string[]> Outcomes = new()
    {
        //                   accepted          handshaking       authenticating     established  closing
        ["SocketReady"] =     ["established",    "stays",          "peer-reset",      "stays",     "stays"],
        ["ContinueReading"] = ["internal-error", "internal-error", "internal-error",  "stays",     "stays"],
        ["DeadlineDue"] =     ["stays",          "stays",          "stays",           "stays",     "stays"],
        ["Admitted"] =        ["internal-error", "internal-error", "established",     "stays",     "stays"],
        ["BeginDrain"] =      ["stays",          "stays",          "stays",           "stays",     "stays"],
        ["Cut"] =             ["draining",       "draining",       "draining",        "draining",  "not-authorized"],
        ["Foreign"] =         ["stays",          "stays",          "stays",           "stays",     "stays"],
    };

    public static TheoryData<string, string, string> Pairs()
    {
        var pairs = new TheoryData<string, string, string>();
        foreach (var message in Messages.Keys)
            for (var i = 0; i < Phases.Length; i++) pairs.Add(Phases[i], message, Outcomes[message][i]);
        return pairs;
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Every_message_has_its_declared_outcome_in_every_phase(string phase, string message, string outcome)
    {
        var (connection, peer) = ConnectInto(phase);
        using (peer)
        {
            connection.Tell(Messages[message]);

            if (outcome == "stays")
            {
                AssertAlive(connection);
                AwaitPhase(phase);
            }
            else if (Phases.Contains(outcome) && message != "Cut")
            {
                AwaitPhase(outcome);
            }
            else
            {
                var closed = Log.NextClosed();
                Assert.Equal(outcome, closed.Reason);
                Assert.Equal(outcome == "not-authorized" ? "authenticating" : phase, closed.Phase);
                ExpectTerminated(connection, TimeSpan.FromSeconds(30));
                AssertBaseline();
            }
        }
    }

    [Fact]
    public void The_table_of_transitions_is_exactly_this()
    {
        var allowed =
            from ConnectionPhase source in Enum.GetValues<ConnectionPhase>()
            from ConnectionPhase target in Enum.GetValues<ConnectionPhase>()
            where PhaseTransitions.IsAllowed(source, target)
            select $"{source} → {target}";

        Assert.Equal(
            [
                "Accepted → Handshaking", "Accepted → Closed",
                "Handshaking → Authenticating", "Handshaking → Closing", "Handshaking → Closed",
                "Authenticating → Established", "Authenticating → Closing", "Authenticating → Closed",
                "Established → Closing", "Established → Closed",
                "Closing → Closed",
            ],
            allowed);
    }

    // Identify is answered by the actor's cell behind whatever was sent before it.
    private void AssertAlive(IActorRef connection)
    {
        connection.Tell(new Identify("alive"), TestActor);
        var identity = ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30));
        Assert.Equal(connection, identity.Subject);
    }
}
