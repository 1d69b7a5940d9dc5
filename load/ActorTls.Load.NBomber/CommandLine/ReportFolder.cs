using System.Globalization;

namespace ActorTls.Load.NBomber.CommandLine;

/// <summary>Names a folder for the reports of one run, that is not there yet: NBomber deletes one that is.</summary>
internal static class ReportFolder
{
    /// <summary>A folder in <paramref name="directory"/> that does not exist.</summary>
    public static string New(string directory, string scenario, DateTimeOffset now)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{scenario}-{now:yyyyMMdd-HHmmss}");
        return Enumerable.Range(1, int.MaxValue)
            .Select(number => Path.GetFullPath(Path.Combine(
                directory, number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"))))
            .First(path => !Path.Exists(path));
    }
}
