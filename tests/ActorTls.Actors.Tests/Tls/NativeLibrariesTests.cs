using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Actors.Tests.Tls;

public sealed partial class NativeLibrariesTests
{
    [Fact]
    public void A_missing_library_is_one_sentence()
    {
        var exception = Assert.Throws<PlatformNotSupportedException>(() => NativeLibraries.OpenLibrary("libssl.so.99"));
        Assert.Contains("libssl.so.99 cannot be loaded", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void A_missing_function_is_named()
    {
        var library = NativeLibraries.OpenLibrary("libssl.so.3");
        var exception = Assert.Throws<PlatformNotSupportedException>(
            () => NativeLibraries.RequireSymbols(typeof(Imports), library, "libssl.so.3"));
        Assert.Contains("libssl.so.3 lacks the function SSL_of_tomorrow", exception.Message, StringComparison.Ordinal);
    }

    private static partial class Imports
    {
        [LibraryImport("libssl.so.3")] internal static partial void SSL_of_tomorrow();
    }
}
