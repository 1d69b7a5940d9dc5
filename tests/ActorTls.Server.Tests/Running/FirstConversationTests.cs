using ActorTls.Deployments;
using ActorTls.Server.Certificates;
using ActorTls.Server.Running;

namespace ActorTls.Server.Tests.Running;

public sealed class FirstConversationTests
{
    [Theory]
    [InlineData("127.0.0.1:8443", "127.0.0.1:8443")]
    [InlineData("0.0.0.0:8443", "127.0.0.1:8443")]
    [InlineData("[::]:8443", "[::1]:8443")]
    public void The_address_can_be_connected_to(string bound, string shown) =>
        Assert.Contains($" -connect {shown} ", CommandFor(bound, "/var/lib/dev"), StringComparison.Ordinal);

    [Fact]
    public void Paths_can_be_pasted_into_a_shell() => Assert.Contains(
        @" -CAfile '/var/it'\''s here/ca.crt' ", CommandFor("127.0.0.1:8443", "/var/it's here"), StringComparison.Ordinal);

    [Fact]
    public void A_server_on_a_unix_socket_alone_is_not_talked_about() => Assert.Empty(Lines("unix:/run/x.sock", "/var/lib/dev"));

    private static string CommandFor(string address, string directory) => Lines(address, directory).Last();

    private static IEnumerable<string> Lines(string address, string directory) =>
        FirstConversation.Lines([new BoundListener("echo", address, "default", "echo")], new DevelopmentCertificateStore(directory));
}
