using System.Security.Cryptography;
using System.Text;
using ActorTls.Tls.Pem;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A PEM file is read wholly, or each thing in it that is no block is told with its line.</summary>
public sealed class PemFileTests
{
    private static readonly string A = PemEncoding.WriteString("CERTIFICATE", Bytes(1)) + "\n";
    private static readonly string B = PemEncoding.WriteString("X509 CRL", Bytes(2)) + "\n";

    [Theory]
    [InlineData("{A}{B}")]
    [InlineData("\uFEFF{A}{B}")]
    [InlineData("\uFEFF\n{A}\n\n{B}\n")]
    [InlineData("subject=CN = Ä\nissuer=-\n{A}Bag Attributes\n    friendlyName: x -- y\n{B}the end\n")]
    [InlineData("# ---- Root of Example ----\n{A}--- End of the list ---\n{B}")]
    [InlineData("{A}   {B}")]
    [InlineData("\uFEFF{A}\uFEFF{B}")]
    [InlineData("{A}SHA256 Fingerprint\nE3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\n{B}")]
    public void Text_and_a_byte_order_mark_are_passed_over(string form) => Assert.Equal(["CERTIFICATE", "X509 CRL"], Labels(form));

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\n", "\r\n")]
    [InlineData("\n", "\r")]
    [InlineData("\n", " ")]
    public void Line_breaks_may_be_of_any_kind_and_missing(string from, string to)
    {
        var text = (A.TrimEnd() + B).Replace(from, to, StringComparison.Ordinal);
        using var file = PemFile.Parse(Encoding.ASCII.GetBytes(text));
        Assert.Empty(file.Problems);
        Assert.Equal([Bytes(1), Bytes(2)], file.Blocks.Select(block => block.Content));
    }

    [Fact]
    public void Each_block_knows_its_line_and_place()
    {
        var text = Encoding.ASCII.GetBytes("one\ntwo\n" + A + "four\n" + B);
        using var file = PemFile.Parse(text);
        Assert.Equal([3, 3 + A.Count(c => c == '\n') + 1], file.Blocks.Select(block => block.Line));
        Assert.Equal(A.TrimEnd(), Encoding.ASCII.GetString(text[file.Blocks[0].Place]));
        Assert.Equal(B.TrimEnd(), Encoding.ASCII.GetString(text[file.Blocks[1].Place]));
    }

    [Theory]
    [InlineData("{A}-----BEGIN CERTIFICATE-----\nAAAA\n", 6, "has no end")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n{A}", 1, "has no end")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERT", 1, "its -----END line is damaged")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE----\n{A}", 1, "its -----END line is damaged")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END X509 CRL-----\n{A}", 1, "that ends as X509 CRL")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAA*A\n-----END CERTIFICATE-----\n{A}", 2, "this line is not base64")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\nAAA\n-----END CERTIFICATE-----\n{A}", 1, "its base64 is not whole")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAA=A\n-----END CERTIFICATE-----\n{A}", 1, "its base64 is not whole")]
    [InlineData("-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END CERTIFICATE-----\n", 1, "with headers that are not read")]
    [InlineData("-----BEGIN \nAAAA\n-----END CERTIFICATE-----\n", 1, "cut off or damaged")]
    [InlineData("-----BEGIN CERTIFICATE\nAAAA\n-----END CERTIFICATE-----\n", 1, "cut off or damaged")]
    [InlineData("text\n-----BEGIN", 2, "a damaged -----BEGIN")]
    [InlineData("AAAA\n-----END CERTIFICATE-----\n{A}", 2, "without its -----BEGIN")]
    [InlineData("{A}----BEGIN CERTIFICATE-----\nAAAA\n----END CERTIFICATE-----\n", 6, "a damaged -----BEGIN")]
    [InlineData("{A}------BEGIN CERTIFICATE-----\nAAAA\n", 6, "does not start its line")]
    [InlineData("—BEGIN CERTIFICATE—\nAAAA\n—END CERTIFICATE—\n{A}", 1, "a damaged -----BEGIN")]
    [InlineData("-----begin certificate-----\nAAAA\n{A}", 1, "a damaged -----BEGIN")]
    [InlineData("----- BEGIN CERTIFICATE -----\nAAAA\n{A}", 1, "a damaged -----BEGIN")]
    [InlineData("# -----BEGIN CERTIFICATE-----\n# AAAA\n# -----END CERTIFICATE-----\n{A}", 1, "does not start its line")]
    [InlineData("no line break-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 1, "does not start its line")]
    [InlineData("{A}MIIBszCCAVmgAwIBAgIUJx0h8kUuUuF5nVvZr0Yx3cQ2xM0wCgYIKoZIzj0EAwIw\nAAAA\n", 6, "has no beginning")]
    [InlineData("{A}0\u0001\u0002", 6, "binary data beside PEM")]
    [InlineData("0\u0001\u0002\n{A}", 1, "binary data beside PEM")]
    public void A_beginning_that_gives_no_block_is_told_with_its_line(string form, int line, string problem)
    {
        using var file = PemFile.Parse(Encoding.UTF8.GetBytes(Fill(form)));
        Assert.Equal(line, file.Problems[0].Line);
        Assert.Contains(problem, file.Problems[0].Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("0\u0082\u0001\u0000\u0002")]
    public void What_is_no_PEM_at_all_has_neither_blocks_nor_problems(string text) =>
        Assert.True(PemFile.Parse(Encoding.Latin1.GetBytes(text)).IsNone);

    [Fact]
    public void Whatever_is_cut_or_changed_no_block_is_lost_without_a_word()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var whole = Encoding.ASCII.GetBytes(A + B + A);
        for (var i = 0; i < 20_000; i++)
        {
            // A change inside the base64 may be good base64 again; whether it is a certificate is seen later.
            var changed = Change(whole, random);
            using var file = PemFile.Parse(changed);
            Assert.True(file.Blocks.Count == 3 || file.Problems.Count > 0, $"seed {seed}: {Encoding.Latin1.GetString(changed)}");
        }
    }

    [Fact]
    public void A_long_file_is_read_in_steps_in_proportion_to_it()
    {
        var many = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("text\n" + A, 20_000)));
        using var file = PemFile.Parse(many);
        Assert.Equal(20_000, file.Blocks.Count);
        using var dashes = PemFile.Parse(Encoding.ASCII.GetBytes(new string('-', 4 << 20)));
        Assert.True(dashes.IsNone);
    }

    /// <summary>One byte changed, or a piece of up to 60 bytes lost: never a whole block, nor both of its boundaries.</summary>
    private static byte[] Change(byte[] whole, Random random)
    {
        var at = random.Next(whole.Length);
        if (random.Next(2) == 0)
        {
            var changed = (byte[])whole.Clone();
            changed[at] = (byte)random.Next(256);
            return changed;
        }
        return [.. whole[..at], .. whole[Math.Min(whole.Length, at + random.Next(1, 60))..]];
    }

    private static string[] Labels(string form)
    {
        using var file = PemFile.Parse(Encoding.UTF8.GetBytes(Fill(form)));
        Assert.Empty(file.Problems);
        return [.. file.Blocks.Select(block => block.Label)];
    }

    private static string Fill(string form) => form.Replace("{A}", A, StringComparison.Ordinal).Replace("{B}", B, StringComparison.Ordinal);

    private static byte[] Bytes(byte value) => [.. Enumerable.Repeat(value, 100)];
}
