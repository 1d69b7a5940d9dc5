using System.Globalization;
using System.Text;

namespace ActorTls.Configuration.Hocon;

/// <summary>
/// Writes a tree as text that this reader and Akka's both read: every key and text in quotes, a field a line, no commas
/// between fields, which Akka's does not accept after a brace.
/// </summary>
internal static class HoconRenderer
{
    /// <summary>The fields of the object, without braces around them.</summary>
    public static string RenderDocument(HoconObject root)
    {
        var result = new StringBuilder();
        AppendFields(result, root, 0);
        return result.ToString();
    }

    /// <summary>A value on one line, for messages; long ones are cut.</summary>
    public static string RenderShort(HoconValue value)
    {
        const int Longest = 200;
        if (value is HoconScalar scalar) return scalar.Text.Length == 0 ? "\"\"" : Cut(scalar.Text);
        var result = new StringBuilder();
        AppendShort(result, value, Longest);
        return Cut(result.ToString());

        static string Cut(string text) => text.Length <= Longest ? text : $"{text.AsSpan(0, Longest)}…";
    }

    private static void AppendShort(StringBuilder result, HoconValue value, int longest)
    {
        switch (value)
        {
            case HoconScalar scalar:
                result.Append(scalar.Text);
                break;
            case HoconList list:
                result.Append('[');
                for (var i = 0; i < list.Elements.Count && result.Length <= longest; i++)
                {
                    if (i > 0) result.Append(", ");
                    AppendShort(result, list.Elements[i], longest);
                }
                result.Append(']');
                break;
            case HoconObject fields:
                result.Append('{');
                var separator = " ";
                foreach (var (key, field) in fields.Fields)
                {
                    if (result.Length > longest) break;
                    result.Append(separator).Append(key).Append(" = ");
                    AppendShort(result, field.Value, longest);
                    separator = ", ";
                }
                result.Append(" }");
                break;
        }
    }

    private static void AppendFields(StringBuilder result, HoconObject value, int depth)
    {
        foreach (var (key, field) in value.Fields)
        {
            result.Append(' ', depth * 2);
            AppendText(result, key);
            result.Append(field.Value is HoconObject ? " " : " = ");
            AppendValue(result, field.Value, depth);
            result.Append('\n');
        }
    }

    private static void AppendValue(StringBuilder result, HoconValue value, int depth)
    {
        switch (value)
        {
            case HoconScalar { IsNull: true }:
                result.Append("null");
                break;
            case HoconScalar scalar:
                AppendText(result, scalar.Text);
                break;
            case HoconList list:
                result.Append('[');
                for (var i = 0; i < list.Elements.Count; i++)
                {
                    if (i > 0) result.Append(", ");
                    AppendValue(result, list.Elements[i], depth + 1);
                }
                result.Append(']');
                break;
            case HoconObject fields:
                result.Append("{\n");
                AppendFields(result, fields, depth + 1);
                result.Append(' ', depth * 2).Append('}');
                break;
        }
    }

    private static void AppendText(StringBuilder result, string text)
    {
        result.Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"' or '\\': result.Append('\\').Append(c); break;
                case '\n': result.Append("\\n"); break;
                case '\r': result.Append("\\r"); break;
                case '\t': result.Append("\\t"); break;
                case < ' ': result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                default: result.Append(c); break;
            }
        }
        result.Append('"');
    }
}
