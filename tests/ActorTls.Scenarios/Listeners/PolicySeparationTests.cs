using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Listeners;

/// <summary>Several listeners in one server: what one policy has granted counts for nothing at another.</summary>
public sealed class PolicySeparationTests
{
    private const string TwoPolicies = """
        actor-tls {
          policies.other {
            certificates = [{ cert = "server.crt", key = "server.key" }]
            client-ca = ["ca.crt"]
            authorization.allow = [{ common-name = "bob" }]
          }
          listeners.alike { port = 0, policy = "test", service = "echo" }
          listeners.other { port = 0, policy = "other", service = "echo" }
        }
        """;

    [SkippableTheory]
    [InlineData("-tls1_2", "alike")]
    [InlineData("-tls1_3", "alike")]
    [InlineData("-tls1_2", "other")]
    [InlineData("-tls1_3", "other")]
    public async Task A_ticket_of_one_listener_is_worth_nothing_at_another(string version, string elsewhere)
    {
        Skip.IfNot(OpenSslConversation.IsInstalled, OpenSslConversation.Missing);
        await using var scene = await Scene.StartAsync(overrides: TwoPolicies);
        await TalkAsync(scene, "test", version, "-sess_out", "session.pem");
        Assert.Equal(false, scene.AssertNextClosed("peer-finished").Fields["resumed"]);

        // It is good where it came from.
        await TalkAsync(scene, "test", version, "-sess_in", "session.pem");
        Assert.Equal(true, scene.AssertNextClosed("peer-finished").Fields["resumed"]);

        if (elsewhere == "alike") await TalkAsync(scene, elsewhere, version, "-sess_in", "session.pem");
        else await BeRefusedAsync(scene, elsewhere, version, "-sess_in", "session.pem");
        var closed = scene.AssertNextClosed(elsewhere == "alike" ? "peer-finished" : "not-authorized");
        Assert.Equal((elsewhere, (object)false), (closed.Fields["listener"], closed.Fields["resumed"]));
        await scene.EndAsync();
    }

    private static async Task TalkAsync(Scene scene, string listener, params string[] arguments)
    {
        await using var client = OpenSslConversation.Start(scene.Server, scene.EndPointOf(listener), arguments);
        await client.WriteLineAsync("hello there");
        await client.WaitForAsync("hello there\n");   // The ticket of TLS 1.3 has come before it.
        await client.WriteLineAsync("Q");
        await client.WaitForExitAsync();
    }

    private static async Task BeRefusedAsync(Scene scene, string listener, params string[] arguments)
    {
        await using var client = OpenSslConversation.Start(scene.Server, scene.EndPointOf(listener), arguments);
        await client.WriteLineAsync("hello there");
        await client.WaitForExitAsync();
        Assert.DoesNotContain("hello there", client.Output, StringComparison.Ordinal);
    }
}
