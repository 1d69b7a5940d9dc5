namespace ActorTls.Configuration.Hocon;

internal sealed partial class HoconParser
{
    // "required(file(": more than that is wrong whatever it is.
    private const int LongestWrapping = 14;

    private const string AcceptedIncludes = "include \"file\", include file(\"file\") or include required(…)";

    // "include" is special only as the first thing of a field, and only where no quotes are around it.
    private bool AtInclude => Current is { Kind: HoconTokenKind.Unquoted, Text: "include" };

    private void ParseInclude(ObjectPiece target)
    {
        var start = Current;
        _next++;
        var file = ParseIncludedName(start);
        if (_lists > 0) throw Error(start, "a file cannot be included inside a list: no path leads there");
        if (_documents.ReadIncluded(file.Text, file.Position, _path) is { } included) target.Merge(included, _work);
    }

    // The parentheses are part of unquoted text, so required(file("x")) is the three tokens: required(file( x ))
    private HoconToken ParseIncludedName(HoconToken start)
    {
        var opening = "";
        for (; Current.Kind == HoconTokenKind.Unquoted && opening.Length <= LongestWrapping; _next++) opening += Current.Text;
        var file = Current;
        if (file.Kind != HoconTokenKind.Quoted)
        {
            const string Accepted = $"{AcceptedIncludes}; \"include\" = … for a key of that name";
            throw Error(start, "include needs the name of a file in quotes", Accepted);
        }
        _next++;
        var closing = "";
        for (; Current.Kind == HoconTokenKind.Unquoted && closing.Length <= LongestWrapping; _next++) closing += Current.Text;
        if ((opening, closing) is not (("", "") or ("file(", ")") or ("required(", ")") or ("required(file(", "))")))
            throw Error(start, $"cannot include {opening}…{closing}", AcceptedIncludes);
        return file;
    }
}
