using System.Runtime.InteropServices;

namespace ActorTls.Load.Comparison.Libssl;

/// <summary>The functions of <c>libcrypto</c> for streams in memory.</summary>
internal static partial class BioCalls
{
    private const string Name = "libcrypto.so.3";

    [LibraryImport(Name)] public static partial nint BIO_s_mem();
    [LibraryImport(Name)] public static partial nint BIO_new(nint method);
    [LibraryImport(Name)] public static partial int BIO_up_ref(nint bio);
    [LibraryImport(Name)] public static partial void ERR_clear_error();
}
