using System.Text.RegularExpressions;

namespace ActorTls.Actors.Tests.Layering;

/// <summary>One word for one thing: no identifier is left of those that the field's own words have replaced.</summary>
public sealed class VocabularyTests
{
    private static readonly (string Name, string Pattern)[] Replaced =
    [
        ("WorkerActor", @"\bWorkerActor\b"),
        ("IoWorker", @"\bIoWorker\w*"),
        ("Workers.Workers", @"\bWorkers\.Workers\b"),
        ("WorkerOffer", @"\bWorkerOffer\b"),
        ("SayFinished", @"\bSayFinished\b"),
        ("OnPeerFinished", @"\bOnPeerFinished\b"),
        ("SayGoodbye", @"\bSayGoodbye\b"),
        ("Finish", @"\bFinish\("),
        ("Terms", @"\b(?:TermsInForce|ConnectionTerms|Terms)\b"),
        ("Offer", @"\bOffer\b"),
        ("PreparedListener", @"\bPreparedListener\b"),
        ("ListenerPlan", @"\bListenerPlan\b"),
        ("RefuseStranger", @"\bRefuseStranger\b"),
        ("LetClose", @"\bLetClose\b"),
        ("Fate", @"\bFate\w*"),
        ("Told", @"\bTold\w*"),
        ("IoEvents.Costly", @"\bIoEvents\.Costly\b|\benum IoEvents\b[^}]*\bCostly\b"),
        ("ConnectionPhase.Draining", @"\bConnectionPhase\.Draining\b|\benum ConnectionPhase\b[^}]*\bDraining\b"),
        ("Upstream.Use", @"\bUpstream\.Use\b|\bclass Use\b"),
    ];

    // Those that are left, by name and file. Each goes from here when it is gone from there.
    private static readonly string[] Left =
    [
        "IoEvents.Costly: load/ActorTls.Load.Scenarios/Client/ClientConnection.Opening.cs",
        "IoEvents.Costly: src/ActorTls.Actors/Connections/ConnectionActor.Accepted.cs",
        "IoEvents.Costly: src/ActorTls.Actors/EventLoops/IoEvents.cs",
        "IoEvents.Costly: src/ActorTls.Actors/EventLoops/IoRegistrations.CostlyTurns.cs",
        "IoEvents.Costly: src/ActorTls.Actors/EventLoops/IoRegistrations.cs",
        "IoEvents.Costly: src/ActorTls.Actors/Forwarding/UpstreamLink.cs",
        "IoEvents.Costly: tests/ActorTls.Actors.Tests/EventLoops/CostlyTurnTests.cs",
        "IoEvents.Costly: tests/ActorTls.Actors.Tests/EventLoops/IoRegistrationProperties.cs",
        "LetClose: src/ActorTls.Actors/Connections/ConnectionActor.Writing.cs",
        "LetClose: src/ActorTls.Actors/Connections/IEventLoopConnection.cs",
        "LetClose: src/ActorTls.Actors/Forwarding/ForwardSession.cs",
        "RefuseStranger: src/ActorTls.Actors/Connections/ConnectionActor.ProxyHeader.cs",
        "RefuseStranger: src/ActorTls.Actors/Connections/ConnectionActor.cs",
        "Upstream.Use: src/ActorTls.Actors/Forwarding/ForwardSession.cs",
        "Upstream.Use: src/ActorTls.Actors/Forwarding/Upstream.cs",
        "Upstream.Use: src/ActorTls.Actors/Forwarding/UpstreamConnector.cs",
        "Upstream.Use: tests/ActorTls.Actors.Tests/Forwarding/UpstreamGroupTests.cs",
    ];

    private static readonly IReadOnlyList<SourceFile> Files = SourceFile.ReadAll("src", "load", "tests");

    public static TheoryData<string> Names() => [.. Replaced.Select(each => each.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_word_that_was_replaced_names_nothing_any_more(string name)
    {
        var pattern = new Regex(Replaced.Single(each => each.Name == name).Pattern);
        var found = Files.Where(file => pattern.IsMatch(file.Code)).Select(file => $"{name}: {file.Path}");

        Assert.Equal(Left.Where(left => left.StartsWith($"{name}:", StringComparison.Ordinal)).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }
}
