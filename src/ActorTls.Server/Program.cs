namespace ActorTls.Server; internal static class Program { private static int Main() => 1; }
