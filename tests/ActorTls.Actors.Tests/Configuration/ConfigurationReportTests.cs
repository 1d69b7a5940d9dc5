using ActorTls.Configuration;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class ConfigurationReportTests
{
    [Theory]
    [InlineData("a", true, false)]
    [InlineData("a.b", true, false)]
    [InlineData("a.b.c", true, true)]
    [InlineData("a.b.c.d", false, false)]
    [InlineData("a.b.cc", false, false)]
    [InlineData("a.bb", false, false)]
    [InlineData("", false, false)]
    [InlineData("x.\"q.r\"", true, false)]
    public void An_error_is_under_each_path_above_it(string path, bool under, bool at)
    {
        var report = new ConfigurationReport();
        report.Error(new SettingOrigin("s", 1, 1, "a.b.c"), null, "wrong");
        report.Error(new SettingOrigin("s", 1, 1, "x.\"q.r\".y"), null, "wrong");
        report.Error(new SettingOrigin("s", 0, 0, ""), null, "wrong");
        Assert.Equal(under, report.HasErrorsUnder(path));
        Assert.Equal(at, report.HasErrorsAt(path));
    }

    [Fact]
    public void A_warning_is_no_error()
    {
        var report = new ConfigurationReport();
        report.Warning(new SettingOrigin("s", 1, 1, "a.b"), null, "odd");
        Assert.False(report.HasErrorsUnder("a"));
    }
}
