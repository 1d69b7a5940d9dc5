namespace ActorTls.Configuration.Hocon;

/// <summary>
/// Reads <c>PATH=VALUE</c>. A VALUE that starts as a list, an object, a quoted string or a substitution is HOCON; any
/// other is taken as it stands, so that values such as <c>unix:/run/x.sock</c> need no quotes within the shell's quotes.
/// </summary>
internal sealed class HoconAssignment(HoconDocuments documents, HoconWork work, ConfigurationReport report)
{
    /// <summary>An object with that one value; null when it has a mistake, which is in the report then.</summary>
    public ObjectPiece? Read(string assignment, string workingDirectory)
    {
        var source = new HoconSource("--set", workingDirectory, HasLines: false);
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? assignment : assignment[..equals];
        try
        {
            if (equals < 0)
            {
                report.Error(new SettingOrigin("--set", 0, 0, assignment), null, "has no '='", "PATH=VALUE");
                return null;
            }
            var keys = new HoconParser(source, path, documents, []).ParsePathAlone();
            var position = new HoconPosition(source, 1, 1);
            var target = new ObjectPiece(position, isImplied: true);
            HoconParser.AddField(target, keys, position, ReadValue(source, assignment[(equals + 1)..].Trim(), keys), work);
            return target;
        }
        catch (HoconSyntaxException mistake)
        {
            report.Error(new SettingOrigin("--set", 0, 0, path), assignment[(equals + 1)..], mistake.Message, mistake.Accepted);
            return null;
        }
    }

    private HoconExpression ReadValue(HoconSource source, string value, List<string> keys)
    {
        if (value is ['[' or '{' or '"', ..] or ['$', '{', ..])
            return new HoconParser(source, value, documents, []).ParseValueAlone(keys);
        work.Allow(value.Length);
        return new HoconExpression([new TextPiece(new HoconPosition(source, 1, 1), value, isNull: false)]);
    }
}
