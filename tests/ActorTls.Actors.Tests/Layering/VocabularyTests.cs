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

    private static readonly IReadOnlyList<SourceFile> Files = SourceFile.ReadAll("src", "load", "tests");

    public static TheoryData<string> Names() => [.. Replaced.Select(each => each.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_word_that_was_replaced_names_nothing_any_more(string name)
    {
        var pattern = new Regex(Replaced.Single(each => each.Name == name).Pattern);
        Assert.Empty(Files.Where(file => pattern.IsMatch(file.Code)).Select(file => file.Path));
    }
}
